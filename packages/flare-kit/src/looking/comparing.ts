/** Two bundles of one host beside each other: what is configured otherwise, and which errors are new. */
import { structuredPatch } from 'diff';
import { levelOf, timeOf } from '../lines.ts';
import { linesOf, type PackedFile, readFileText, type ReadSpan, textsOf } from '../pack.ts';

export interface Side {
  files: readonly PackedFile[];
  read: ReadSpan;
}

export interface ChangedFile {
  path: string;
  /** As a patch has it: lines that begin with a blank, `-` or `+`. Empty where it was too much to compare. */
  hunks: { before: number; after: number; lines: string[] }[];
}

export interface NewError {
  /** Where it shows first. */
  path: string;
  line: number;
  text: string;
  count: number;
}

export interface Comparison {
  added: string[];
  removed: string[];
  changed: ChangedFile[];
  errors: NewError[];
  /** There is more than is shown. */
  more: boolean;
}

const configured =
  /(?:^|\/)etc\/|\.(?:ya?ml|conf|cfg|ini|toml|env|properties|service)$|(?:^|\/)(?:envvars\.log|environment|uname|version-history\.json)$/i;
const largestCompared = 400_000;
const mostFiles = 100;
const mostLines = 400;
const mostErrors = 50;
/** Kinds of errors that are remembered. */
const mostKinds = 20_000;

/** Paths without the folder around everything, whose name is of the host or the day. */
function byPath(files: readonly PackedFile[]): Map<string, PackedFile> {
  const root = files[0]?.path.split('/')[0];
  const isRooted = files.length > 1 && files.every((file) => file.path.startsWith(`${root}/`));
  return new Map(files.map((file) => [isRooted ? file.path.slice(root!.length + 1) : file.path, file]));
}

/** Tags of equal secrets differ from bundle to bundle. */
const untagged = (text: string) => text.replaceAll(/MASKED_([\w-]+?)_[0-9a-f]{8}/g, 'MASKED_$1');

export async function compare(before: Side, after: Side): Promise<Comparison> {
  const [old, now] = [byPath(before.files), byPath(after.files)];
  const isConfigured = (path: string) => configured.test(path);
  const changed: ChangedFile[] = [];
  let more = false;
  for (const [path, file] of now) {
    const other = old.get(path);
    if (!other || !isConfigured(path)) continue;
    if (Math.max(file.bytes, other.bytes) > largestCompared) {
      if (file.bytes !== other.bytes) changed.push({ path: file.path, hunks: [] });
      continue;
    }
    const [a, b] = [untagged(await readFileText(before.read, other)), untagged(await readFileText(after.read, file))];
    if (a === b) continue;
    if (changed.length === mostFiles) {
      more = true;
      break;
    }
    const patch = structuredPatch('', '', a, b, '', '', { context: 2, timeout: 1_000 });
    let left = mostLines;
    const hunks = (patch?.hunks ?? []).flatMap(({ oldStart, newStart, lines }) => {
      const shown = lines.slice(0, left);
      left -= shown.length;
      return shown.length > 0 ? [{ before: oldStart, after: newStart, lines: shown }] : [];
    });
    changed.push({ path: file.path, hunks });
  }
  const known = new Set<string>();
  for await (const { kind } of errorsOf(before)) if (known.size < mostKinds) known.add(kind);
  const fresh = new Map<string, NewError>();
  for await (const { kind, ...error } of errorsOf(after)) {
    if (known.has(kind)) continue;
    const earlier = fresh.get(kind);
    if (earlier) earlier.count++;
    else if (fresh.size < mostKinds) fresh.set(kind, { ...error, count: 1 });
  }
  const errors = [...fresh.values()].toSorted((a, b) => b.count - a.count);
  const only = (one: Map<string, PackedFile>, other: Map<string, PackedFile>) =>
    [...one].flatMap(([path, file]) => (isConfigured(path) && !other.has(path) ? [file.path] : [])).toSorted();
  return {
    added: only(now, old).slice(0, mostFiles),
    removed: only(old, now).slice(0, mostFiles),
    changed,
    errors: errors.slice(0, mostErrors),
    more: more || errors.length > mostErrors,
  };
}

/** Errors of all logs; of one kind are those that differ in numbers and names made of them. */
async function* errorsOf({ files, read }: Side): AsyncGenerator<Omit<NewError, 'count'> & { kind: string }> {
  for (const { path, blocks } of files)
    for await (const { block, text } of textsOf(
      read,
      blocks.filter((one) => one.errors > 0),
    ))
      for (const [index, line] of linesOf(text).entries()) {
        if (levelOf(line) !== 'error' || timeOf(line, 0, 0) === null) continue;
        yield { path, line: block.line + index, text: line.slice(0, 400).toWellFormed(), kind: kindOf(line) };
      }
}

const kindOf = (line: string): string =>
  untagged(line)
    .slice(0, 500)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\b0x[0-9a-f]+\b|\b[0-9a-f]{12,}\b|\d+/gi, '#');
