/**
 * The barest server that could do what the desk does with a message: sockets, a counter per thread in memory, and one insert
 * for all that arrived while the one before was under way. It checks nothing and nobody. Started by bare.ts.
 */
import type { Entry, FromClient, FromDesk, Marks } from '@fairlead/contract';
import pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import { startPostgres } from './postgres.ts';

const [dir] = process.argv.slice(2);
const postgres = await startPostgres({ dir: dir! });
const database = new pg.Client(await postgres.url('bare'));
await database.connect();
await database.query(`create table if not exists entries (
  thread_id uuid not null, seq integer not null, entry_id uuid not null, public_seq integer, kind text not null, author_kind text not null,
  author_id uuid, body jsonb not null, at timestamptz not null,
  primary key (thread_id, seq), unique (thread_id, entry_id), unique (thread_id, public_seq))`);
const insert = `insert into entries (thread_id, seq, public_seq, entry_id, kind, author_kind, author_id, body, at)
  select thread_id, seq, seq, entry_id, 'message', 'member', entry_id, body::jsonb, $5
  from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[]) as e (thread_id, seq, entry_id, body)`;

interface Waiting {
  from: WebSocket;
  thread: string;
  id: string;
  text: string;
}

const nobody = { delivered: 0, read: 0 };
const marks: Marks = { member: nobody, staff: nobody };
const last = new Map<string, number>();
const followers = new Map<string, Set<WebSocket>>();
let waiting: Waiting[] = [];
let writing = false;

const corked = new Set<WebSocket>();
const streamOf = (socket: WebSocket) => (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
function say(to: WebSocket, message: FromDesk): void {
  if (to.readyState !== to.OPEN) return;
  if (!corked.has(to)) {
    if (corked.size === 0) setImmediate(flush);
    corked.add(to);
    streamOf(to).cork();
  }
  to.send(JSON.stringify(message));
}
function flush(): void {
  for (const socket of corked) streamOf(socket).uncork();
  corked.clear();
}

async function write(): Promise<void> {
  writing = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    const now = new Date();
    const at = now.toISOString();
    const numbers = batch.map(({ thread }) => {
      const number = (last.get(thread) ?? 0) + 1;
      last.set(thread, number);
      return number;
    });
    const bodies = batch.map((w) => ({ text: w.text, files: [] }));
    await database.query({
      name: 'insert',
      text: insert,
      values: [batch.map((w) => w.thread), numbers, batch.map((w) => w.id), bodies.map((b) => JSON.stringify(b)), now],
    });
    batch.forEach(({ from, thread, id }, i) => {
      const number = numbers[i]!;
      say(from, { is: 'appended', thread, id, number, at });
      const entry: Entry = { thread, number, id, by: { kind: 'member', id, name: 'Somebody' }, at, kind: 'message', body: bodies[i]! };
      for (const other of followers.get(thread) ?? []) if (other !== from) say(other, { is: 'entry', entry });
    });
  }
  writing = false;
}

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/api/v1/live', perMessageDeflate: false });
sockets.on('connection', (socket) => {
  const threads: string[] = [];
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as FromClient;
    if (message.do === 'hello') say(socket, { is: 'hello', id: '', name: '' });
    if (message.do === 'follow') {
      const { thread } = message;
      threads.push(thread);
      followers.set(thread, (followers.get(thread) ?? new Set()).add(socket));
      say(socket, { is: 'following', thread, last: last.get(thread) ?? 0, marks, present: { member: true } });
    }
    if (message.do === 'append') {
      waiting.push({ from: socket, thread: message.thread, id: message.entry.id, text: message.entry.text ?? '' });
      if (!writing) {
        writing = true;
        queueMicrotask(() => void write());
      }
    }
  });
  socket.on('close', () => {
    for (const thread of threads) {
      const inside = followers.get(thread);
      inside?.delete(socket);
      if (inside?.size === 0) followers.delete(thread);
    }
  });
});
sockets.once('listening', () => process.send!((sockets.address() as { port: number }).port));

// PostgreSQL outlives its parent, so it is stopped however the bench ends.
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await database.end();
  await postgres.stop();
  process.exit(0);
}
for (const end of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(end, () => void stop());
