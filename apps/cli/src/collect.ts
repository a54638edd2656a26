/** `fairlead flare collect`: gathers what a short YAML names, on the machine where the problem is, into a bundle that is cleaned before it is written. */
import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { glob, open, readdir, readFile, stat } from 'node:fs/promises';
import { hostname, release, type as systemType } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { CannotStart } from '@fairlead/server/refusals';
import { pack } from 'tar-stream';
import { parse } from 'yaml';

/** What is gathered; a list that is not there is empty. */
interface Plan {
  name: string;
  /** Globs. */
  files: string[];
  /** For the shell. */
  commands: string[];
  /** Names, with `*`. */
  environment: string[];
  /** Units; `*` for all. */
  journald: string[];
  kubernetes: { namespaces: string[] } | null;
  /** Of a process of Node that was started with `--report-on-signal`: its id, and the folder into which it writes. */
  node_report: { pid: number; folder: string } | null;
}

/** Without a plan: what is asked for first wherever the problem is. */
const usual = `name: host
commands: [uname -a, uptime, df -h, free -m, ip addr, ps aux --sort=-%mem]
journald: ['*']
environment: ['*_VERSION', LANG, PATH]
`;

const largestFile = 50_000_000;
const mostFiles = 5_000;
const longestOutput = 20_000_000;
/** Milliseconds for one command. */
const patience = 30_000;

function planIn(yaml: string, of: string): Plan {
  let said: unknown;
  try {
    said = parse(yaml, { maxAliasCount: 20 });
  } catch (cause) {
    throw new CannotStart(`${of}: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    throw new CannotStart(`${of}: say files, commands, environment, journald, kubernetes or node_report.`);
  const document = said as Record<string, unknown>;
  const known = ['name', 'files', 'commands', 'environment', 'journald', 'kubernetes', 'node_report'];
  const strange = Object.keys(document).find((key) => !known.includes(key));
  if (strange !== undefined) throw new CannotStart(`${of}: there is no ${strange}, only ${known.join(', ')}.`);
  const list = (key: string, value: unknown = document[key] ?? []): string[] => {
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw new CannotStart(`${of}: ${key} is a list of texts.`);
    return value;
  };
  const record = (key: string) =>
    typeof document[key] === 'object' && document[key] !== null ? (document[key] as Record<string, unknown>) : null;
  const node = record('node_report');
  if (node && (!Number.isInteger(node['pid']) || typeof node['folder'] !== 'string'))
    throw new CannotStart(`${of}: node_report has a pid and a folder.`);
  const kubernetes = record('kubernetes');
  return {
    name: typeof document['name'] === 'string' ? document['name'] : 'host',
    files: list('files'),
    commands: list('commands'),
    environment: list('environment'),
    journald: list('journald'),
    kubernetes: kubernetes && { namespaces: list('kubernetes.namespaces', kubernetes['namespaces'] ?? ['default']) },
    node_report: node && { pid: node['pid'] as number, folder: node['folder'] as string },
  };
}

interface Ran {
  command: string;
  path: string;
  return_code: number | null;
  run_time: number;
}

interface Gathered {
  /** Where it lies, or what it is. */
  files: { path: string; from: string | Buffer; start: number; bytes: number }[];
  commands: Ran[];
  /** What could not be had, and why. */
  missing: { what: string; why: string }[];
}

/** Gathers into a tar.gz at `to`. Answers the name of the bundle, and a line for each thing that could not be had. `tell` hears what is being done. */
export async function collect(
  planFile: string | undefined,
  to: string,
  env: Record<string, string | undefined>,
  tell: (what: string) => void,
): Promise<{ name: string; missing: string[] }> {
  const yaml =
    planFile === undefined
      ? usual
      : await readFile(planFile, 'utf8').catch((cause: unknown) => {
          throw new CannotStart(`${planFile} cannot be read.`, { cause });
        });
  const plan = planIn(yaml, planFile ?? 'the usual');
  const gathered: Gathered = { files: [], commands: [], missing: [] };
  for (const pattern of plan.files) await takeFiles(gathered, pattern, tell);
  for (const command of plan.commands) await takeOutput(gathered, ['sh', '-c', command], command, tell);
  for (const unit of plan.journald) {
    const which = unit === '*' ? [] : ['-u', unit];
    await takeOutput(
      gathered,
      ['journalctl', '--no-pager', '-o', 'short-iso', '--since', '-24h', '-n', '100000', ...which],
      `journalctl ${which.join(' ')}`.trim(),
      tell,
    );
  }
  if (plan.kubernetes) await takeCluster(gathered, plan.kubernetes.namespaces, tell);
  if (plan.node_report) await takeNodeReport(gathered, plan.node_report, tell);
  const variables = Object.entries(env).filter(([name]) => plan.environment.some((pattern) => fits(pattern, name)));
  if (variables.length > 0) take(gathered, 'environment.env', variables.map(([name, value]) => `${name}=${value ?? ''}\n`).join(''));

  const made = new Date().toISOString();
  const manifest = {
    name: plan.name,
    host: hostname(),
    os: `${systemType()} ${release()}`,
    made,
    commands: gathered.commands,
    missing: gathered.missing,
  };
  take(gathered, 'fairlead-collected.json', `${JSON.stringify(manifest, null, 2)}\n`);
  const name = `${plan.name.replaceAll(/[^\w.-]/g, '-')}-${hostname()}-${made.slice(0, 19).replaceAll(':', '-')}`;
  await write(gathered, name, to);
  return { name, missing: gathered.missing.map(({ what, why }) => `${what}: ${why}`) };
}

const fits = (pattern: string, name: string) =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);

const take = (into: Gathered, path: string, text: string) => {
  const from = Buffer.from(text);
  into.files.push({ path, from, start: 0, bytes: from.length });
};

const whyOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

async function takeFiles(into: Gathered, pattern: string, tell: (what: string) => void): Promise<void> {
  tell(pattern);
  let found = 0;
  for await (const path of glob(pattern)) {
    if (into.files.length >= mostFiles) return void into.missing.push({ what: pattern, why: `only the first ${mostFiles} files` });
    try {
      const about = await stat(path);
      if (!about.isFile()) continue;
      const file = await open(path);
      await file.close();
      found++;
      const start = Math.max(0, about.size - largestFile);
      if (start > 0) into.missing.push({ what: path, why: `only its last ${largestFile} bytes` });
      into.files.push({ path: join('files', path), from: path, start, bytes: about.size - start });
    } catch (error) {
      into.missing.push({ what: path, why: whyOf(error) });
    }
  }
  if (found === 0) into.missing.push({ what: pattern, why: 'there is no such file' });
}

async function takeOutput(
  into: Gathered,
  [program, ...args]: readonly [string, ...string[]],
  command: string,
  tell: (what: string) => void,
): Promise<void> {
  tell(command);
  const began = performance.now();
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve) => {
    execFile(program, args, { timeout: patience, maxBuffer: longestOutput, encoding: 'utf8' }, (error, stdout, stderr) => {
      const failed = error as (Error & { code?: number | string; killed?: boolean }) | null;
      const said = typeof failed?.code === 'string' || failed?.killed ? `${failed.killed ? 'it took too long' : failed.code}\n` : '';
      resolve({ code: failed ? (typeof failed.code === 'number' ? failed.code : null) : 0, output: stdout + stderr + said });
    });
  });
  const path = `commands/${command.replaceAll(/[^\w.-]+/g, '_').slice(0, 100)}.txt`;
  take(into, path, output);
  into.commands.push({ command, path, return_code: code, run_time: Math.round(performance.now() - began) / 1_000 });
  if (code !== 0) into.missing.push({ what: command, why: code === null ? 'it could not be run to its end' : `it ended with ${code}` });
}

/** As `kubectl cluster-info dump` lays it out, of which the desk knows what to look for. */
async function takeCluster(into: Gathered, namespaces: readonly string[], tell: (what: string) => void): Promise<void> {
  const before = into.files.length;
  await takeOutput(into, ['kubectl', 'get', 'nodes', '-o', 'json'], 'kubectl get nodes', tell);
  for (const namespace of namespaces)
    for (const kind of ['pods', 'events', 'deployments', 'services'])
      await takeOutput(into, ['kubectl', '-n', namespace, 'get', kind, '-o', 'json'], `kubectl -n ${namespace} get ${kind}`, tell);
  for (const file of into.files.slice(before)) {
    const [, namespace, kind] = /^commands\/kubectl_(?:-n_(.+)_)?get_(\w+)\.txt$/.exec(file.path) ?? [];
    if (!kind) continue;
    const path = namespace ? `cluster/${namespace}/${kind}.json` : `cluster/${kind}.json`;
    for (const command of into.commands) if (command.path === file.path) command.path = path;
    file.path = path;
  }
}

async function takeNodeReport(
  into: Gathered,
  { pid, folder }: { pid: number; folder: string },
  tell: (what: string) => void,
): Promise<void> {
  tell(`a report of process ${pid}`);
  const reports = async () => (await readdir(folder).catch(() => [])).filter((name) => /^report\..*\.json$/.test(name));
  try {
    const before = new Set(await reports());
    process.kill(pid, 'SIGUSR2');
    for (let tries = 0; tries < 50; tries++) {
      const fresh = (await reports()).find((name) => !before.has(name));
      if (fresh) return await takeFiles(into, join(folder, fresh), () => undefined);
      await pause(100);
    }
    into.missing.push({ what: `a report of process ${pid}`, why: 'it wrote none: it must have been started with --report-on-signal' });
  } catch (error) {
    into.missing.push({ what: `a report of process ${pid}`, why: whyOf(error) });
  }
}

async function write({ files }: Gathered, root: string, to: string): Promise<void> {
  const tar = pack();
  const fill = async () => {
    for (const { path, from, start, bytes } of files) {
      const name = `${root}/${path.replaceAll(/\/\/+/g, '/').replaceAll('../', '')}`;
      const entry = tar.entry({ name, size: bytes, mode: 0o600 });
      const written = new Promise<void>((resolve, reject) => entry.once('finish', () => resolve()).once('error', reject));
      if (typeof from !== 'string') entry.end(from);
      // It may have grown since; what comes after is for the next time. What is missing of one that was cut is left empty.
      else {
        let left = bytes;
        for await (const chunk of createReadStream(from, { start, end: Math.max(start, start + bytes - 1) }) as AsyncIterable<Buffer>) {
          left -= chunk.length;
          entry.write(chunk);
        }
        entry.end(left > 0 ? Buffer.alloc(left, '\n') : undefined);
      }
      await written;
    }
    tar.finalize();
  };
  await Promise.all([fill(), pipeline(tar, createGzip(), createWriteStream(to, { mode: 0o600 }))]);
}
