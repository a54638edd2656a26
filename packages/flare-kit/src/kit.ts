/**
 * Opens, cleans and analyses diagnostic bundles. What comes out has no secret in it; what went in is left to the caller to destroy. The
 * server's worker and the command line use the same.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { check } from './analysing/checks.ts';
import { type Finding, openRules, readRules, type Rule } from './analysing/rules.ts';
import type { Bundle } from './bundle.ts';
import { type Cleaner, noRules, openCleaner, type OwnRules } from './cleaning/clean.ts';
import { emptyGrams, type Grams, gramsOf, kept } from './grams.ts';
import { levelOf, openTimes } from './lines.ts';
import { type RunCommand, commandsOf } from './looking/commands.ts';
import { isLog, type Minute } from './looking/timeline.ts';
import { type Block, decompress, linesOf, type Packed, type PackedFile, readFileText, type ReadSpan, writePack } from './pack.ts';
import { openBundle, type Unread } from './reading/archives.ts';
import { type Limit, type Limits, usualLimits } from './reading/limits.ts';
import { readText } from './reading/text.ts';
import { type BundleKind, type Facts, factsOf, recognise } from './recognising.ts';

export { type OwnFlareRules, readOwnRules, RuleFault } from './analysing/rules.ts';
export { cleaned } from './cleaning/clean.ts';
export type { RunCommand } from './looking/commands.ts';
export type { Minute } from './looking/timeline.ts';
export { type Block, type PackedFile, readLines, type ReadSpan } from './pack.ts';
export { writeArchive } from './writing.ts';

export interface Asked {
  file: string;
  /** As it was sent. */
  name: string;
  /** An empty folder of this machine that nobody else reads; what is left in it afterwards is to be destroyed. */
  scratch: string;
  /** Where the clean pack is written, and the tables by which it is searched. */
  out: string;
  grams: string;
  /** Secrets that are known beforehand: the key it was sent with. */
  known?: readonly { value: string; rule: string }[];
  own?: OwnRules;
  rules?: readonly Rule[];
  limits?: Limits;
  /** Instant at which it arrived, milliseconds, for times without a year. */
  arrived: number;
}

interface MaskedIn {
  rule: string;
  path: string;
  line: number;
}

export interface BundleReport {
  kind: BundleKind;
  facts: Facts;
  files: PackedFile[];
  /** What was masked, by rule. */
  masked: Record<string, number>;
  /** Where, up to `mostPlaces`. */
  places: MaskedIn[];
  /** What is not here, and why. */
  left: { path: string; why: Unread['why'] | 'binary' | 'too_long'; detail: string }[];
  /** Why reading ended before the end; null where it did not. */
  ended: Limit | null;
  findings: Finding[];
  /** Of its logs. */
  minutes: Minute[];
  commands: RunCommand[];
  bytes: number;
}

interface RawBlock extends Packed {
  grams: Grams;
  /** What is secret in it. */
  found: ReturnType<Cleaner['learn']>;
}

const mostPlaces = 2_000;
const mostLeft = 2_000;
const mostMinutes = 20_000;

/** The rules that come with the desk. */
export const shippedRules = async (): Promise<Rule[]> =>
  readRules(await readFile(new URL('analysing/shipped.yaml', import.meta.url), 'utf8'));

/** Reads a bundle twice: first for what is secret in it, then to write it down without. */
export async function readBundle(asked: Asked): Promise<BundleReport> {
  const { file, name, scratch, out, known = [], own = noRules, limits = usualLimits } = asked;
  const cleaner = openCleaner(own);
  for (const { value, rule } of known) cleaner.know(value, rule);
  cleaner.learn(name);
  const reading = await openBundle(file, name, scratch, limits);
  const raw = join(scratch, 'raw');
  const writer = writePack(raw);
  const table = emptyGrams();
  const members: { path: string; blocks: RawBlock[] }[] = [];
  const left: BundleReport['left'] = [];
  for await (const { path, content } of reading.members()) {
    cleaner.learn(path);
    const read = await readText(content, limits.fileBytes, () => left.push({ path, why: 'too_long', detail: '' }));
    if (read.is === 'binary') {
      left.push({ path, why: 'binary', detail: String(read.bytes) });
      continue;
    }
    const blocks: RawBlock[] = [];
    if (read.is === 'text')
      for await (const text of read.blocks) {
        const bytes = Buffer.from(text);
        const grams = gramsOf(bytes, table);
        const block: RawBlock = { at: 0, packed: 0, found: cleaner.learn(text, grams), grams: kept(grams) };
        blocks.push(block);
        await writer.add({ text: bytes }, (where) => Object.assign(block, where));
      }
    members.push({ path, blocks });
  }
  await writer.end();
  left.push(...reading.unread);

  const plain = (text: string) => cleaner.clean(text).text;
  const kind = recognise(
    name,
    members.map((m) => m.path),
  );
  const rules = openRules(asked.rules ?? (await shippedRules()), kind);
  const source = await spansOf(raw);
  const pack = writePack(out);
  const tables = createWriteStream(asked.grams, { mode: 0o600 });
  const report: BundleReport = {
    kind,
    facts: { product: null, version: null, host: null, os: null, cluster: null, integrations: [] },
    files: [],
    masked: {},
    places: [],
    left: left.slice(0, mostLeft).map(({ path, why, detail }) => ({ path: plain(path), why, detail: plain(detail) })),
    ended: reading.ended?.limit ?? null,
    findings: [],
    minutes: [],
    commands: [],
    bytes: 0,
  };
  const minutes: Minutes = new Map();
  for (const { path, blocks } of members) {
    const packed: PackedFile = { path: plain(path), bytes: 0, lines: 0, masked: 0, blocks: [] };
    const own: Minutes = new Map();
    let last = asked.arrived;
    for await (const { packed: asItWas, bytes: read, grams: had, found } of ahead(blocks, source.read)) {
      const { text, masked } = cleaner.clean(read.toString('utf8'), had, found);
      const bytes = masked.length === 0 ? read : Buffer.from(text);
      const grams = masked.length === 0 ? had : kept(gramsOf(bytes, table));
      const lines = linesOf(text);
      const line = packed.lines + 1;
      for (const { from, rule } of masked) {
        report.masked[rule] = (report.masked[rule] ?? 0) + 1;
        if (report.places.length < mostPlaces) report.places.push({ rule, path: packed.path, line: line + newlines(text, from) });
      }
      rules.read(packed.path, text, grams, lines, line);
      const counted = countLevels(lines, last, own);
      if (counted.time) last = counted.time[1];
      const block: Block = { at: 0, packed: 0, line, lines: lines.length, ...counted };
      packed.blocks.push(block);
      await pack.add(masked.length === 0 ? { packed: asItWas } : { text: bytes }, (where) => Object.assign(block, where));
      if (!tables.write(grams)) await once(tables, 'drain');
      packed.bytes += bytes.length;
      packed.lines += lines.length;
      packed.masked += masked.length;
    }
    report.bytes += packed.bytes;
    report.files.push(packed);
    if (isLog(packed)) addMinutes(minutes, own);
  }
  await pack.end();
  tables.end();
  await finished(tables);
  await source.close();
  report.minutes = [...minutes]
    .map(([minute, counts]): Minute => [minute, ...counts])
    .toSorted((a, b) => a[0] - b[0])
    .slice(-mostMinutes);

  const clean = await spansOf(out);
  const bundle = bundleOf(name, report.files, clean.read);
  report.facts = await factsOf(kind, bundle);
  report.commands = await commandsOf(bundle);
  const severities = ['error', 'warning', 'info'];
  report.findings = [...rules.findings(), ...(await check(kind, bundle))].toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  await clean.close();
  return report;
}

/** Blocks that are unpacked while one is worked on. */
const mostAhead = 3;

/** Blocks as they lie there and unpacked, each read before its turn comes. */
async function* ahead(blocks: readonly RawBlock[], read: ReadSpan) {
  const unpacked = async ({ at, packed, ...block }: RawBlock) => {
    const bytes = await read(at, at + packed);
    return { packed: bytes, bytes: await decompress(bytes), ...block };
  };
  const reading: ReturnType<typeof unpacked>[] = [];
  let next = 0;
  while (next < blocks.length || reading.length > 0) {
    for (; next < blocks.length && reading.length < mostAhead; next++) {
      const one = unpacked(blocks[next]!);
      // It is heard of when its turn comes.
      one.catch(() => undefined);
      reading.push(one);
    }
    yield await reading.shift()!;
  }
}

const bundleOf = (name: string, files: readonly PackedFile[], read: ReadSpan): Bundle => ({
  name,
  files,
  text: async (path, most) => {
    const file = files.find((f) => f.path === path);
    return file ? readFileText(read, file, most) : '';
  },
});

/** Reads pieces of a pack of this machine. */
export async function spansOf(path: string): Promise<{ read: ReadSpan; close: () => Promise<void> }> {
  const handle = await open(path);
  return {
    async read(from, to) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

function newlines(text: string, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** What lines say of when and how bad. */
function countLevels(lines: readonly string[], around: number, minutes: Minutes): Pick<Block, 'time' | 'timed' | 'errors' | 'warnings'> {
  const counted = { time: null as [number, number] | null, timed: 0, errors: 0, warnings: 0 };
  const timeOf = openTimes(0);
  for (const line of lines) {
    const time = timeOf(line, around);
    if (time === null || time < 946_684_800_000 || time > around + 366 * 86_400_000) continue;
    if (!counted.time) counted.time = [time, time];
    else if (time < counted.time[0]) counted.time[0] = time;
    else if (time > counted.time[1]) counted.time[1] = time;
    const minute = Math.floor(time / 60_000);
    let counts = minutes.get(minute);
    if (!counts) minutes.set(minute, (counts = [0, 0, 0]));
    const level = levelOf(line);
    if (level === 'error') {
      counts[0]++;
      counted.errors++;
    } else if (level === 'warning') {
      counts[1]++;
      counted.warnings++;
    }
    counts[2]++;
    counted.timed++;
  }
  return counted;
}

type Minutes = Map<number, [number, number, number]>;

function addMinutes(to: Minutes, from: Minutes): void {
  for (const [minute, [errors, warnings, lines]] of from) {
    const counts = to.get(minute);
    if (counts) {
      counts[0] += errors;
      counts[1] += warnings;
      counts[2] += lines;
    } else to.set(minute, [errors, warnings, lines]);
  }
}
