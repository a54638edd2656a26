/** Mail in from programs that send as fast as they are taken, one of 25 MB among them, and mail out to a server that keeps nothing. */
import { randomBytes } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { databaseOf, startDesk } from '../desk.ts';
import { freePort, pause, residentBytes, temporaryFolder } from '../processes.ts';
import { atLeast, figure, type Say, under } from '../report.ts';

const mails = 2_000;
/** Who opens more tickets within an hour is not told of each; the bench is many people. */
const perSender = 8;
const connections = 10;

/** A server that takes everything and keeps nothing. */
async function openSink(): Promise<{ port: number; count(): number; close(): void }> {
  let taken = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, respond) {
      stream.resume();
      stream.on('end', () => {
        taken++;
        respond();
      });
    },
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, count: () => taken, close: () => server.close() };
}

/** Sends so many mails of 10 kB over ten connections; answers the seconds until the last was acknowledged. */
async function send(port: number, count: number, large: boolean): Promise<number> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: 10_000,
    ignoreTLS: true,
  });
  const text = Array.from({ length: 130 }, () => randomBytes(36).toString('base64url')).join('\n');
  const began = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      transport.sendMail({
        from: `sender${Math.floor(i / perSender)}@customer.example`,
        to: 'support@skerry.example',
        subject: `The agent of host ${i} sends nothing`,
        text: `${i}\n${text}\n${text.slice(0, 4_000)}`,
        ...(large && i === Math.floor(count / 2) ? { attachments: [{ filename: 'dump.bin', content: randomBytes(18_000_000) }] } : {}),
      }),
    ),
  );
  transport.close();
  return (performance.now() - began) / 1_000;
}

export async function mail(say: Say): Promise<void> {
  using home = temporaryFolder();
  const sink = await openSink();
  const port = await freePort();
  await using desk = await startDesk(home.path, { SMTP_URL: `smtp://127.0.0.1:${sink.port}`, MAIL_LISTEN: `127.0.0.1:${port}` });
  const database = await databaseOf(home.path);
  const count = async (what: string) => Number((await database.query<{ count: string }>(`select count(*) from ${what}`)).rows[0]!.count);
  await send(port, 100, false);
  while ((await count(`mails_in where state = 'waiting'`)) > 0) await pause(50);
  await pause(2_000);

  const bare = mails / (await send(sink.port, mails, true));
  const before = residentBytes(desk.pid);
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, residentBytes(desk.pid))), 100);
  const began = performance.now();
  const accepted = mails / (await send(port, mails, true));
  while ((await count(`mails_in where state = 'waiting'`)) > 0) await pause(50);
  const delivered = mails / ((performance.now() - began) / 1_000);
  clearInterval(watch);
  say(figure('mail.in_accepted', 'per s', accepted, bare, atLeast(100)));
  say(figure('mail.in_delivered', 'per s', delivered, bare, atLeast(100)));
  say(figure('mail.in_memory', 'MB', (peak - before) / 1e6, 100, under(100)));

  // Everything that was opened is said once more, as if a minute had passed for all of it.
  await database.query('delete from mails_out');
  const already = sink.count();
  const beganOut = performance.now();
  await database.query(
    `insert into unheard (thread_id, from_seq, since) select id, 1, now() - interval '1 hour' from threads where not live on conflict (thread_id) do update set since = excluded.since, from_seq = 1`,
  );
  while ((await count('unheard')) > 0 || (await count(`mails_out where state in ('waiting', 'sending')`)) > 0) await pause(50);
  const sent = sink.count() - already;
  say(figure('mail.out', 'per s', sent / ((performance.now() - beganOut) / 1_000), bare, atLeast(200)));
  await database.end();
  sink.close();
}
