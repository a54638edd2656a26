/** Names that a policy which is being written gives to things: read from its text, which may be broken at the moment. */

/** The lines of a part of the document, like `plans:`. */
function part(yaml: string, key: string): string[] {
  const lines = yaml.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (from < 0) return [];
  const length = lines.slice(from + 1).findIndex((line) => /^[^\s#-]/.test(line));
  return lines.slice(from + 1, length < 0 ? undefined : from + 1 + length);
}

export function plansIn(yaml: string): string[] {
  const lines = part(yaml, 'plans').filter((line) => /^\s+\S/.test(line) && !/^\s*#/.test(line));
  const indent = /^\s+/.exec(lines[0] ?? '')?.[0] ?? '';
  return lines.flatMap((line) => (line.startsWith(indent) ? (/^["']?([A-Za-z]\w*)["']?:/.exec(line.slice(indent.length))?.[1] ?? []) : []));
}

export function sitesIn(yaml: string): string[] {
  return part(yaml, 'sites').flatMap((line) => /^\s*(?:-\s*)?\{?.*?\bkey:\s*["']?([A-Za-z]\w*)/.exec(line)?.[1] ?? []);
}
