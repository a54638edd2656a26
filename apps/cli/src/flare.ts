/** `fairlead flare`: a bundle looked at, cleaned and sent, on the machine where it was made. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type BundleReport,
  type OwnFlareRules,
  readBundle,
  readOwnRules,
  RuleFault,
  shippedRules,
  spansOf,
  writeArchive,
} from '@fairlead/flare-kit';
import { CannotStart } from '@fairlead/server/refusals';
import { flareUsage } from './usage.ts';
import { collect } from './collect.ts';
import { sender } from './send-flare.ts';

/** What to print. Throws `CannotStart` with a sentence for whoever called it wrongly or was refused. */
export async function flare(args: string[], env: Record<string, string | undefined>): Promise<string> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      rules: { type: 'string' },
      out: { type: 'string' },
      desk: { type: 'string' },
      case: { type: 'string' },
      email: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [verb, file] = positionals;
  if (verb === 'collect') return collected(file, values, env);
  if (!file || (verb !== 'check' && verb !== 'clean' && verb !== 'send')) throw new CannotStart(`Usage:\n${flareUsage}`);
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new CannotStart(`${file} is no file.`);
  if (verb === 'clean' && !values.out) throw new CannotStart('Say where to write it: --out FILE.tar.gz');
  const send = verb === 'send' ? sender(values, env) : null;
  return inFolder(async (folder) => {
    const { said, write } = await read(folder, file, basename(file), values.rules, env);
    if (verb === 'check') return said;
    const clean = values.out ?? join(folder, 'clean.tar.gz');
    await write(clean);
    return send ? `${said}\n${await send(clean, basename(file))}` : `${said}\nWritten to ${clean}\n`;
  });
}

/** Gathers, cleans, and writes; says what there is in it, so that somebody can look before it is sent. */
async function collected(
  plan: string | undefined,
  { out, rules }: { out?: string; rules?: string },
  env: Record<string, string | undefined>,
): Promise<string> {
  return inFolder(async (folder) => {
    const raw = join(folder, 'collected.tar.gz');
    const { name, missing } = await collect(plan, raw, env, (what) => process.stderr.write(`  ${what} …\n`));
    const { said, write } = await read(folder, raw, `${name}.tar.gz`, rules, env);
    const clean = out ?? `${name}.tar.gz`;
    await write(clean);
    const without = missing.length > 0 ? `Not had, ${missing.length}:\n${missing.map((line) => `  ${line}\n`).join('')}` : '';
    return `${said}${without}\nWritten to ${clean}, without secrets. Look into it, then send it:\n  fairlead flare send ${clean} --email ADDRESS\n`;
  });
}

async function inFolder(work: (folder: string) => Promise<string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-flare-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a bundle as the desk does: what there is to say of it, and a way to write it without its secrets. */
async function read(folder: string, file: string, name: string, rulesIn: string | undefined, env: Record<string, string | undefined>) {
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { mode: 0o700 });
  const [out, grams] = [join(folder, 'pack'), join(folder, 'grams')];
  const key = env['FAIRLEAD_FLARE_KEY'];
  const known = key ? [{ value: key, rule: 'key' }] : [];
  const own = await ownRules(rulesIn);
  const rules = [...(await shippedRules()), ...own.analysers];
  const report = await readBundle({ file, name, scratch, out, grams, own, rules, known, arrived: Date.now() });
  const write = async (to: string) => {
    const source = await spansOf(out);
    await writeArchive(report.files, source.read, to);
    await source.close();
  };
  return { said: described(report), write };
}

/** The vendor's rules in a folder, all files as one. */
async function ownRules(folder: string | undefined): Promise<OwnFlareRules> {
  const all: OwnFlareRules = { analysers: [], rules: [], allow: [], originals: 0 };
  if (folder === undefined) return all;
  const names = (
    await readdir(folder).catch((cause: unknown) => {
      throw new CannotStart(`${folder} cannot be read.`, { cause });
    })
  ).filter((name) => /\.ya?ml$/.test(name));
  if (names.length === 0) throw new CannotStart(`There is no YAML in ${folder}.`);
  for (const name of names)
    try {
      const { analysers, rules, allow } = readOwnRules(await readFile(join(folder, name), 'utf8'));
      all.analysers.push(...analysers);
      all.rules.push(...rules);
      all.allow.push(...allow);
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error;
      throw new CannotStart(`${name}: ${error.message}`, { cause: error });
    }
  return all;
}

function described({ kind, facts, files, bytes, masked, left, ended, findings }: BundleReport): string {
  const named = [[facts.product, facts.version].filter(Boolean).join(' '), facts.host, facts.os].filter(Boolean).join(' · ');
  const lines = [`${kind}${named ? `: ${named}` : ''}`, `${files.length} files, ${bytes} bytes of text`];
  const masks = Object.entries(masked).toSorted((a, b) => b[1] - a[1]);
  lines.push(masks.length === 0 ? 'Nothing to mask' : `Masked: ${masks.map(([rule, count]) => `${count} × ${rule}`).join(', ')}`);
  if (left.length > 0) {
    lines.push(
      `Not taken along, ${left.length}:`,
      ...left.slice(0, mostLeft).map(({ path, why }) => `  ${path} (${why.replaceAll('_', ' ')})`),
    );
    if (left.length > mostLeft) lines.push(`  and ${left.length - mostLeft} more`);
  }
  if (ended) lines.push(`Reading ended early: ${ended.replaceAll('_', ' ')}`);
  lines.push(findings.length === 0 ? 'Nothing found' : `Found, ${findings.length}:`);
  for (const { severity, title, advice, file, line, count } of findings)
    lines.push(
      `  ${severity}: ${title.en}${count > 1 ? ` (${count} times)` : ''}${file ? `\n    ${file}${line > 0 ? `:${line}` : ''}` : ''}${advice ? `\n    ${advice.en}` : ''}`,
    );
  return `${lines.join('\n')}\n`;
}

const mostLeft = 20;
