/** Names of members as they can be shown and asked for: relative, with `/`, and never leading out. What was wrong with one is said. */

export type NameTrouble = 'leads_outside' | 'undecodable' | 'duplicate';

const longestPart = 200;
const longestPath = 1_000;

function plainPath(name: string): { path: string; trouble: NameTrouble | null } {
  let trouble: NameTrouble | null = name.includes('\uFFFD') ? 'undecodable' : null;
  const parts: string[] = [];
  const absolute = /^(?:[A-Za-z]:|[\\/])/.test(name);
  for (const part of name.replace(/^[A-Za-z]:/, '').split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      trouble = 'leads_outside';
      continue;
    }
    parts.push(
      // eslint-disable-next-line no-control-regex
      part.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '\uFFFD').slice(0, longestPart),
    );
  }
  if (absolute && parts.length > 0) trouble = 'leads_outside';
  return { path: parts.join('/').slice(-longestPath) || 'unnamed', trouble };
}

/** Gives each name that comes again another. */
export function openNames(): (name: string) => { path: string; trouble: NameTrouble | null } {
  const taken = new Set<string>();
  return (name) => {
    const { path, trouble } = plainPath(name);
    if (!taken.has(path)) {
      taken.add(path);
      return { path, trouble };
    }
    for (let copy = 2; ; copy++) {
      const other = `${path}~${copy}`;
      if (taken.has(other)) continue;
      taken.add(other);
      return { path: other, trouble: 'duplicate' };
    }
  };
}
