/**
 * The database's door. A `Reader` cannot write, by type and by connection; a `Tx` can, knows what time it is, and collects
 * what is to be announced: nothing leaves before its commit, and once finished it throws.
 */
import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect, type RawBuilder } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import pg from 'pg';
import type { Clock } from './clock.ts';
import { GatheringSocket } from './gathering-socket.ts';
import type { Log } from './log.ts';
import type { DB } from './schema.gen.ts';

export interface Reader {
  readonly now: Date;
  readonly read: ReadonlyKysely<DB>;
  /** A statement written out, for what the builder says worse. `name`: of one whose text is always the same, to be planned once on each connection. */
  rows<Row>(statement: RawBuilder<Row>, name?: string): Promise<Row[]>;
  /** A prepared statement, for hot paths. `name` stands for its text on every connection. */
  prepared<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
}

export interface Tx extends Reader {
  readonly write: Kysely<DB>;
  /** A prepared statement whose answer nobody waits for: what comes after it sees what it did, and when it fails, so does the transaction. */
  send(name: string, text: string, values: unknown[]): void;
  /** Says something after the commit, on this process and on the others. */
  announce(announcement: Announcement): void;
}

/**
 * Something that sockets may want to know. `brief` crosses to other processes and must stay small (ids); `full` spares this
 * process from reading again what it has just written.
 */
export interface Announcement {
  what: string;
  brief: unknown;
  full?: unknown;
}

export interface Database {
  readonly reader: Reader;
  /** Runs one command; commits when it returns, rolls back when it throws. Only routes, jobs and the cli call this. */
  transaction<T>(command: (tx: Tx) => Promise<T>): Promise<T>;
  /** Announces without a change, for what is not kept (typing, presence). */
  announce(announcement: Announcement): void;
  /** Where announcements arrive, this process's and the others'. */
  hear(listener: (announcement: Announcement) => void): void;
  close(): Promise<void>;
}

export type Schema = DB;
/**
 * A prepared statement is planned once on each connection, perhaps while its tables are still empty. Without sequential scans
 * that plan is the right one at every size.
 */
const keptPlans = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
const channel = 'fairlead';
/** Processes on one database say now and then that they are there; one that was not heard for so long is gone. Milliseconds. */
const sayHereEvery = 10_000;
const otherLastsFor = 30_000;
/** PostgreSQL takes 8000 bytes in a notification. */
const longestNotice = 7_800;

const parsers: Record<number, (text: string) => unknown> = { [pg.types.builtins.INT8]: Number };
const types = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    parsers[id] ?? pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
};

/** Announced to this process alone, after some announcements of others may have been lost. */
export const announcementsMissed = 'announcements_missed';
const missed: Announcement = { what: announcementsMissed, brief: null };

type PoolOf = Pick<pg.Pool, 'connect' | 'end'>;
const kysely = (pool: PoolOf) => new Kysely<DB>({ dialect: new PostgresDialect({ pool: pool as never }) });

// Prepared as well, so that they are sent together with what stands beside them.
const begin = { name: 'begin', text: 'begin' };
const commit = { name: 'commit', text: 'commit' };

async function named<Row>(to: Pick<pg.ClientBase, 'query'>, builder: Kysely<DB>, statement: RawBuilder<Row>, name: string): Promise<Row[]> {
  const { sql: text, parameters } = statement.compile(builder);
  return (await to.query({ name, text, values: [...parameters] })).rows as Row[];
}

/** Opens pools on `url`. `connections` bounds the writing ones; of those that read there are somewhat fewer. */
export async function openDatabase(url: string, clock: Clock, log: Log, connections = 10): Promise<Database> {
  const common = {
    connectionString: url,
    types,
    application_name: 'fairlead',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    stream: () => new GatheringSocket(),
  };
  // Statements that do not wait for each other's answers travel together: a batch of messages takes two round trips, not six.
  const writers = new pg.Pool({ ...common, max: connections, pipeline: true, options: keptPlans });
  const readOnly = '-c default_transaction_read_only=on';
  // What is written out anew each time is planned for its values; what is prepared is planned once, and stays so as its tables grow.
  const readers = new pg.Pool({ ...common, max: Math.ceil(connections / 3), options: readOnly });
  const lookups = new pg.Pool({ ...common, max: Math.ceil(connections / 2), options: `${keptPlans} ${readOnly}` });
  for (const pool of [writers, readers, lookups]) {
    pool.on('error', (error) => log('warn', 'an idle database connection ended', { error }));
    // One that ends while it is in use also says so outside its query, and what nobody hears would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  const readerDb = kysely(readers);
  const reader: Reader = {
    get now() {
      return clock.now();
    },
    read: readerDb as unknown as ReadonlyKysely<DB>,
    rows: async (statement, name) => (name ? named(lookups, readerDb, statement, name) : (await statement.execute(readerDb)).rows),
    prepared: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await lookups.query<Row>({ name, text, values })).rows,
  };

  const node = randomUUID();
  let heardOther = -Infinity;
  /** No other process is on this database, so there is nobody to notify: a notification would make each commit slower. */
  const alone = () => performance.now() - heardOther > otherLastsFor;
  const listeners: ((announcement: Announcement) => void)[] = [];
  const tell = (announcement: Announcement) => {
    for (const listener of listeners) listener(announcement);
  };

  const notices = (announcements: Announcement[]): string[] => {
    const texts: string[] = [];
    let batch: unknown[] = [];
    let length = 0;
    for (const { what, brief } of announcements) {
      const size = Buffer.byteLength(JSON.stringify([what, brief])) + 1;
      if (length + size > longestNotice - 60) {
        texts.push(JSON.stringify([node, batch]));
        batch = [];
        length = 0;
      }
      batch.push([what, brief]);
      length += size;
    }
    if (batch.length > 0) texts.push(JSON.stringify([node, batch]));
    return texts;
  };
  const notify = (client: Pick<pg.ClientBase, 'query'>, announcements: Announcement[]) =>
    client.query({ name: 'notify', text: 'select pg_notify($1, n) from unnest($2::text[]) n', values: [channel, notices(announcements)] });

  async function transaction<T>(command: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await writers.connect();
    const announcements: Announcement[] = [];
    const sent: Promise<unknown>[] = [];
    let finished = false;
    const guard = () => {
      if (finished) throw new Error('this transaction has ended; a query came after its commit (a missing await?)');
    };
    // Made when first asked for: the hot path has only prepared statements.
    let made: Kysely<DB> | undefined;
    const builder = (): Kysely<DB> =>
      (made ??= kysely({
        connect: () => {
          guard();
          return Promise.resolve({ query: client.query.bind(client), release: () => undefined } as unknown as pg.PoolClient);
        },
        end: () => Promise.resolve(),
      }));
    const tx: Tx = {
      now: clock.now(),
      get read() {
        return builder() as unknown as ReadonlyKysely<DB>;
      },
      get write() {
        return builder();
      },
      rows: async (statement, name) => (name ? named(client, builder(), statement, name) : (await statement.execute(builder())).rows),
      prepared: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => {
        guard();
        return (await client.query<Row>({ name, text, values })).rows;
      },
      send: (name, text, values) => {
        guard();
        const answer = client.query({ name, text, values });
        answer.catch(() => undefined);
        sent.push(answer);
      },
      announce: (announcement) => {
        guard();
        announcements.push(announcement);
      },
    };
    let broken: Error | undefined;
    try {
      // Not awaited: it travels with the first statement, and what breaks it breaks that one.
      const begun = client.query(begin);
      begun.catch(() => undefined);
      sent.push(begun);
      const result = await command(tx);
      finished = true;
      if (announcements.length > 0 && !alone()) sent.push(notify(client, announcements));
      const [{ command: outcome }] = await Promise.all([client.query(commit), ...sent]);
      // PostgreSQL answers the commit of a transaction in which a statement failed by rolling it back, without an error.
      if (outcome !== 'COMMIT') throw new Error('a statement failed in this transaction and its error was caught: nothing was written');
      for (const announcement of announcements) tell(announcement);
      return result;
    } catch (error) {
      finished = true;
      await client.query('rollback').catch((cause: unknown) => {
        broken = new Error('the connection is lost', { cause });
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Tells other processes without a transaction. What is lost, their readers fetch by number. */
  function notifyOutside(announcement: Announcement): void {
    if (closed) return;
    notify({ query: writers.query.bind(writers) }, [announcement]).catch((error: unknown) => {
      if (!closed) log('warn', 'could not tell other processes', { error });
    });
  }
  const say = (what: 'arrived' | 'here') => notifyOutside({ what, brief: null });

  // One connection listens for what other processes announce, and is opened again for as long as this one runs.
  let listening: pg.Client | undefined;
  let closed = false;
  async function listen(): Promise<void> {
    const client = new pg.Client({ ...common });
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => {
      const [from, batch] = JSON.parse(payload ?? '[]') as [string, [string, unknown][]];
      if (from === node) return;
      heardOther = performance.now();
      for (const [what, brief] of batch) {
        if (what === 'arrived') {
          say('here');
          // It may have been deaf, and thought itself alone: what it did then was not said here.
          tell(missed);
        } else if (what !== 'here') tell({ what, brief });
      }
    });
    await client.connect();
    await client.query(`listen ${channel}`);
    client.on('end', () => {
      if (closed) return;
      log('warn', 'stopped hearing other processes; connecting again');
      listenAgain();
    });
    if (listening) tell(missed);
    listening = client;
    say('arrived');
  }
  function listenAgain(): void {
    setTimeout(() => {
      if (!closed) listen().catch(listenAgain);
    }, 1_000).unref();
  }
  await listen();
  const beat = setInterval(() => {
    if (!alone()) say('here');
  }, sayHereEvery);

  return {
    reader,
    transaction,
    announce(announcement) {
      if (closed) return;
      tell(announcement);
      if (!alone()) notifyOutside(announcement);
    },
    hear: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      clearInterval(beat);
      await Promise.all([listening?.end(), writers.end(), readers.end(), lookups.end()]);
    },
  };
}

/** The greatest that a column of type `integer` takes; PostgreSQL fails on a greater parameter. */
export const greatestInteger = 2_147_483_647;
