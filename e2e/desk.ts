/** The demo desk with a clock that the test moves, and a vendor's product page on another origin that embeds the widget as a real one would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { end as endChat } from '../apps/server/src/domains/chats/chats.ts';
import { adopt, inForce } from '../apps/server/src/domains/policy/policy.ts';
import { readReceived } from '../apps/server/src/domains/flares/reading.ts';
import { composeHeard } from '../apps/server/src/domains/mail/composing.ts';
import { sendDue } from '../apps/server/src/domains/mail/sending.ts';
import { indexStale } from '../apps/server/src/domains/tickets/indexing.ts';
import { watchPromises } from '../apps/server/src/domains/tickets/promise-watch.ts';
import { sweep } from '../apps/server/src/jobs.ts';
import { type RunningDesk, startDesk } from '../apps/server/src/main.ts';
import { readConfig } from '../apps/server/src/platform/config.ts';
import { freePort } from '../apps/server/test/desk.ts';

export interface Stage {
  /** Origin of the desk. */
  readonly address: string;
  /** Origin of the vendor's product. */
  readonly product: string;
  readonly password: string;
  /** The folder with the bytes of files. */
  readonly files: string;
  /** Errors that the desk logged; a story causes none. */
  readonly errors: string[];
  pass(time: { seconds: number }): Promise<void>;
  /** Brings up to date what is found of tickets, looks after promises, sends the mail that is due, and reads the flares that arrived. */
  catchUp(): Promise<void>;
  /** Sets the desk's clock, and lets it look after what time does. */
  at(instant: string): Promise<void>;
  /** Puts a policy in force. */
  adopt(yaml: string): Promise<void>;
  /** Ends the server, does something meanwhile, and starts another on the same database and port. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  /** Drops every socket, as a lost network does. */
  cut(): Promise<void>;
  /** Ends every chat, so that a story begins with nobody waiting. */
  tidy(): Promise<void>;
  query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
}

/** Opens a stage that is cleared after the file's tests. */
export async function openStage(): Promise<Stage> {
  const admin = new pg.Client({ connectionString: inject('postgres') });
  await admin.connect();
  const name = `browser_${Date.now().toString(36)}`;
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;

  const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-browser-'));
  const config = readConfig({ DATABASE_URL: url.href, DATA_DIR: dataDir, PORT: String(await freePort()) });
  const errors: string[] = [];
  let ahead = 0;
  const around = {
    log: (level: string, message: string, facts?: Record<string, unknown>) =>
      void (level === 'error' && errors.push(`${message} ${String(facts?.['error'])}`)),
    clock: { now: () => new Date(Date.now() + ahead) },
    jobs: false,
  };
  let running: RunningDesk = await startDesk(config, around);
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });

  const vendor = createServer((request, response) => {
    void fetch(running.address + request.url)
      .then((page) => page.text())
      .then((html) =>
        response
          .writeHead(200, {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': `default-src 'none'; script-src ${running.address}; frame-src ${running.address}; style-src 'unsafe-inline'; img-src data:`,
          })
          .end(html.replace('src="/widget.js"', `src="${running.address}/widget.js"`)),
      );
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));

  afterAll(async () => {
    vendor.closeAllConnections();
    vendor.close();
    await running.stop();
    await pool.end();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    address: running.address,
    product: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`,
    password: running.demoPassword!,
    files: join(dataDir, 'files'),
    errors,
    async pass({ seconds }) {
      for (let left = seconds; left > 0; left -= 5) {
        ahead += Math.min(5, left) * 1000;
        await sweep(running.desk);
      }
    },
    async at(instant) {
      ahead = Date.parse(instant) - Date.now();
      await sweep(running.desk);
    },
    async adopt(yaml) {
      const { db } = running.desk;
      await db.transaction(async (tx) => adopt(tx, null, yaml, 'as the story needs it', (await inForce(tx)).version));
    },
    async cut() {
      for (const seat of running.desk.hub.seats) seat.close(1012, 'cut by the test');
      return Promise.resolve();
    },
    async restart(meanwhile) {
      await running.stop();
      await meanwhile();
      running = await startDesk(config, around);
    },
    async catchUp() {
      await indexStale(running.desk);
      await watchPromises(running.desk);
      await composeHeard(running.desk);
      await sendDue(running.desk);
      await readReceived(running.desk);
    },
    async tidy() {
      const { db } = running.desk;
      const [mina] = (await pool.query<{ id: string }>("select id from staff where name = 'Mina Park'")).rows;
      for (const { id } of (await pool.query<{ id: string }>('select id from chats where ended_at is null')).rows)
        await db.transaction((tx) =>
          endChat(tx, { kind: 'staff', id: mina!.id, name: 'Mina Park', role: 'engineer', locale: 'en' }, id, {
            solved: true,
            note: '',
            missing: [],
          }),
        );
    },
    query: async (text) => (await pool.query(text)).rows,
  };
}
