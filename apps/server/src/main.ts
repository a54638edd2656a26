/** From settings to a desk that serves, and back: config → database → http and jobs → stop. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadWords } from '@fairlead/words/node';
import type { FastifyInstance } from 'fastify';
import { seedDemo } from './demo/seed.ts';
import type { SignIn } from './domains/accounts/sign-in.ts';
import { buildHttp } from './http.ts';
import { hangUp } from './domains/mail/sending.ts';
import { startJobs } from './jobs.ts';
import { type Blobs, folderBlobs } from './platform/blobs.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase } from './platform/db.ts';
import type { Desk } from './platform/desk.ts';
import { type EmbeddedPostgres, startPostgres } from './platform/embedded-postgres.ts';
import { openHub } from './platform/live.ts';
import type { Log } from './platform/log.ts';
import { migrate, migrationNames } from './platform/migrate.ts';
import { CannotStart } from './platform/refusals.ts';
import { hasSecret, secret } from './platform/secrets.ts';
import { hearAnnouncements, settled } from './socket.ts';

export { readConfig, type Config } from './platform/config.ts';
export { CannotStart } from './platform/refusals.ts';
export { jsonLog, type Log } from './platform/log.ts';

export interface RunningDesk {
  desk: Desk;
  app: FastifyInstance;
  /** Origin that it serves on, like `http://localhost:4400`. */
  address: string;
  /** The demo's password, when this is the demo desk. */
  demoPassword: string | null;
  /** Stops serving, finishes what is under way, closes the database. */
  stop(): Promise<void>;
}

export interface Surroundings {
  log: Log;
  clock?: Clock;
  /** Tells a person who waits what is going on. */
  say?: (what: string) => void;
  /** False where a test moves time by hand. */
  jobs?: boolean;
}

/** Opens the database of a configuration: its own PostgreSQL, or the given one. Brings it up to date. */
export async function openStore(config: Config, { log, clock = systemClock, say = () => undefined }: Surroundings) {
  const embedded: EmbeddedPostgres | undefined = config.databaseUrl ? undefined : await startPostgres({ dir: config.dataDir, say });
  try {
    const url = config.databaseUrl ?? (await embedded!.url('fairlead'));
    const { applied } = await migrate(url);
    if (applied.length > 0) say(`Brought the database up to date (${applied.length} ${applied.length === 1 ? 'step' : 'steps'})`);
    const db = await openDatabase(url, clock, log);
    return {
      url,
      db,
      async close() {
        await db.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Starts a desk; throws `CannotStart` with one sentence when it cannot. */
export async function startDesk(config: Config, around: Surroundings): Promise<RunningDesk> {
  const { log, clock = systemClock, say = () => undefined, jobs = true } = around;
  if (!existsSync(new URL('../../console/dist/index.html', import.meta.url)))
    throw new CannotStart('The front ends are not built: run "npm run build" first.');
  const store = await openStore(config, around);
  const { db } = store;
  let signIn: Promise<SignIn> | undefined;
  try {
    const secrets = await db.transaction(async (tx) => ({
      signIn: await secret(tx, 'sign_in'),
      identity: config.identitySecret ?? (await secret(tx, 'identity')),
      links: await secret(tx, 'links'),
    }));
    const loadSignIn = (origin: string) =>
      (signIn ??= import('./domains/accounts/sign-in.ts').then((m) =>
        m.openSignIn({ databaseUrl: store.url, secret: secrets.signIn, origin }),
      ));

    const demoPassword = await demo(config, db, say, () => loadSignIn(originOf(config, config.port)));
    const desk: Desk = {
      config,
      origin: originOf(config, config.port),
      helpOrigin: config.help.url ?? originOf(config, config.port),
      db,
      hub: openHub(),
      blobs: await openBlobs(config),
      clock,
      log,
      words: loadWords('shared'),
      identitySecret: secrets.identity,
      linkSecret: secrets.links,
      demo: demoPassword !== null,
      signIns: { make: async (person) => (await loadSignIn(desk.origin)).createUser(person) },
    };
    hearAnnouncements(desk);
    const startedAt = Date.now();
    const app = await buildHttp(desk, {
      signIn: () => loadSignIn(desk.origin),
      ready: () => isReady(db),
      metrics: () => metrics(desk, startedAt),
    });
    await listen(app, config);
    // Loaded where they are set: a desk without them is smaller.
    const { listen: at, mailboxes } = config.mail;
    const mail = at ? await (await import('./domains/mail/listening.ts')).listen(desk, at) : undefined;
    const stopWatching = mailboxes.length > 0 ? (await import('./domains/mail/mailboxes.ts')).watchMailboxes(desk) : undefined;
    const stopJobs = jobs ? startJobs(desk) : () => Promise.resolve();
    return {
      desk,
      app,
      address: desk.origin,
      demoPassword,
      async stop() {
        for (const seat of desk.hub.seats) seat.close(1001, 'the desk is stopping');
        await Promise.all([app.close(), mail?.close(), stopWatching?.()]);
        await stopJobs();
        await hangUp(desk);
        await settled(desk);
        await (await signIn)?.close();
        await store.close();
      },
    };
  } catch (error) {
    await (await signIn)?.close();
    await store.close();
    throw error;
  }
}

const openBlobs = async ({ s3, dataDir }: Config): Promise<Blobs> =>
  s3 ? (await import('./platform/s3.ts')).s3Blobs(s3) : folderBlobs(join(dataDir, 'files'));

const originOf = (config: Config, port: number) => config.publicUrl ?? `http://localhost:${port}`;

/** Loads the demo into an empty database, unless that is not wanted; answers its password when this is the demo desk. */
async function demo(config: Config, db: Database, say: (what: string) => void, signIn: () => Promise<SignIn>): Promise<string | null> {
  if (config.demo === false) return null;
  const state = await db.transaction(async (tx) => ({
    loaded: await hasSecret(tx, 'demo_password'),
    empty:
      !(await tx.read.selectFrom('staff').select('id').limit(1).executeTakeFirst()) &&
      !(await tx.read.selectFrom('organizations').select('id').limit(1).executeTakeFirst()),
  }));
  if (!state.loaded && !state.empty) return null;
  if (!state.loaded) say('Loading the demo desk');
  return seedDemo(db, signIn);
}

async function listen(app: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'EADDRINUSE')
      throw new CannotStart(`Port ${port} is in use by another program: stop that one, or set PORT to a free port.`, { cause });
    if (code === 'EACCES') throw new CannotStart(`This user may not use port ${port}: set PORT to one above 1023.`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotStart(`${host} is not an address of this machine: set HOST to one that is.`, { cause });
    throw cause;
  }
}

async function isReady(db: Database): Promise<boolean> {
  try {
    const rows = await db.reader.prepared<{ name: string }>('migrations', 'select name from kysely_migration', []);
    return migrationNames().every((name) => rows.some((row) => row.name === name));
  } catch {
    return false; // Not reachable is an answer here.
  }
}

function metrics(desk: Desk, startedAt: number): string {
  const figures: [string, 'gauge' | 'counter', string, number][] = [
    ['fairlead_connections', 'gauge', 'Sockets open on this node', desk.hub.seats.size],
    ['fairlead_uptime_seconds', 'gauge', 'Seconds since this node began to serve', Math.round((Date.now() - startedAt) / 1000)],
    ['process_resident_memory_bytes', 'gauge', 'Resident memory', process.memoryUsage.rss()],
  ];
  return figures.map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`).join('');
}
