/** `fairlead flare`: a bundle looked at, cleaned and sent, on the machine where it was made. */
import { openAsBlob } from 'node:fs';
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
import { CannotStart } from '@fairlead/server/main';
import { urlOf } from './calling.ts';

export const flareUsage = `  fairlead flare check BUNDLE [--rules FOLDER]                what is in a bundle, what would be masked, and what is wrong
  fairlead flare clean BUNDLE --out FILE.tar.gz               the same bundle without its secrets
  fairlead flare send BUNDLE --email ADDRESS [--case NUMBER]  cleans it and sends it; without a number it opens a ticket
      at the desk FAIRLEAD_DESK (or --desk URL), by the key FAIRLEAD_FLARE_KEY; --rules: YAML of your own beside the desk's`;

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
  if (!file || (verb !== 'check' && verb !== 'clean' && verb !== 'send')) throw new CannotStart(`Usage:\n${flareUsage}`);
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new CannotStart(`${file} is no file.`);
  if (verb === 'clean' && !values.out) throw new CannotStart('Say where to write it: --out FILE.tar.gz');
  const send = verb === 'send' ? sender(values, env) : null;
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-flare-'));
  try {
    const scratch = join(folder, 'scratch');
    await mkdir(scratch, { mode: 0o700 });
    const pack = join(folder, 'pack');
    const key = env['FAIRLEAD_FLARE_KEY'];
    const known = key ? [{ value: key, rule: 'key' }] : [];
    const own = await ownRules(values.rules);
    const rules = [...(await shippedRules()), ...own.analysers];
    const grams = join(folder, 'grams');
    const report = await readBundle({ file, name: basename(file), scratch, out: pack, grams, own, rules, known, arrived: Date.now() });
    const said = described(report);
    if (verb === 'check') return said;
    const clean = values.out ?? join(folder, 'clean.tar.gz');
    const source = await spansOf(pack);
    await writeArchive(report.files, source.read, clean);
    await source.close();
    return send ? `${said}\n${await send(clean, basename(file))}` : `${said}\nWritten to ${clean}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

interface Addressed {
  desk?: string | undefined;
  case?: string | undefined;
  email?: string | undefined;
}

/** Checks what sending needs before anything is read. */
function sender({ desk, case: number, email }: Addressed, env: Record<string, string | undefined>) {
  const url = urlOf(desk, env);
  const key = env['FAIRLEAD_FLARE_KEY'];
  if (!key) throw new CannotStart('Set FAIRLEAD_FLARE_KEY to a key made in the portal.');
  if (!email) throw new CannotStart('Say who sends it: --email ADDRESS');
  if (number !== undefined && !/^#?\d{1,9}$/.test(number)) throw new CannotStart('--case takes the number of a ticket.');
  return async (path: string, name: string): Promise<string> => {
    const clean = `${name.replace(/\.(?:zip|tar|tgz|tar\.\w+)$/i, '')}.tar.gz`;
    const to = `${url}/support/upload/${number?.replace('#', '') ?? '0'}/${encodeURIComponent(clean)}`;
    const answer = await fetch(to, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`, 'content-type': 'application/gzip' },
      body: await openAsBlob(path),
    }).catch((cause: unknown) => {
      throw new CannotStart(`${url} does not answer.`, { cause });
    });
    const said = (await answer.json().catch(() => ({}))) as { case_id?: number; error?: string };
    if (!answer.ok || said.case_id === undefined) throw new CannotStart(said.error ?? `The desk answered with ${answer.status}.`);
    return `Sent to ticket #${said.case_id}\n`;
  };
}
