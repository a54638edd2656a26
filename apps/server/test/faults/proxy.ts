/** A network between people and the desk that a test can spoil: it cuts, swallows, loses answers, and delivers twice. */
import { connect, createServer, type Socket } from 'node:net';
import { afterwards } from './afterwards.ts';

export interface Proxy {
  /** Origin under which the desk is reached through it. */
  readonly address: string;
  /** Leads new connections to another desk. */
  leadTo(desk: string): void;
  /** Ends all connections on both sides, without a goodbye. */
  cut(): void;
  /** Cuts, and accepts nothing until `up`. */
  down(): void;
  up(): void;
  /** From now on what is sent disappears, either way; connections stay open. After `flow`, new connections are sound. */
  swallow(): void;
  flow(): void;
  /** The next answer that `fits` is lost, and its connection with it. Resolves when that has happened: the desk has done what was asked. */
  loseAnswer(fits: (answer: string) => boolean): Promise<void>;
  /** Whatever has been sent so far arrives a second time, on connections of its own, in the order of `connections`. Answers what the desk said to it. */
  repeatAll(order: <T>(connections: readonly T[]) => T[]): Promise<string>;
  /** From now on everything arrives twice, at once. */
  double(): void;
  /** HTTP statuses that passed, in order. */
  statuses(): number[];
}

interface Pair {
  ends: [Socket, Socket];
  /** What the client sent. */
  sent: Buffer[];
  /** What the desk answered. */
  heard: string;
  /** What the desk answered to the second copy. */
  heardTwice: string;
  swallowed: boolean;
}

const answersIn = (text: string) => text.match(/HTTP\/1\.1 \d{3} |"is":"(appended|refused)"/g)?.length ?? 0;

/** Opens a proxy before a desk; it is closed after the file's tests. */
export async function openProxy(desk: string): Promise<Proxy> {
  let port = Number(new URL(desk).port);
  let closed = false;
  let swallowing = false;
  let doubling = false;
  let losing: { fits: (answer: string) => boolean; lost: () => void }[] = [];
  const pairs = new Set<Pair>();
  const past: Pair[] = [];
  const end = (pair: Pair) => {
    pairs.delete(pair);
    for (const socket of pair.ends) socket.destroy();
  };
  const toDesk = () => connect(port, '127.0.0.1').setNoDelay();

  const server = createServer((client) => {
    if (closed) return void client.destroy();
    client.setNoDelay();
    const pair: Pair = { ends: [client, toDesk()], sent: [], heard: '', heardTwice: '', swallowed: swallowing };
    const shadow = doubling ? toDesk() : undefined;
    shadow?.on('error', () => undefined).on('data', (data) => (pair.heardTwice += data.toString('latin1')));
    pairs.add(pair);
    past.push(pair);
    const [, upstream] = pair.ends;
    for (const socket of pair.ends) socket.on('error', () => end(pair)).on('close', () => end(pair));
    client.on('close', () => shadow?.destroy());
    client.on('data', (data) => {
      if (pair.swallowed) return;
      pair.sent.push(data);
      upstream.write(data);
      shadow?.write(data);
    });
    upstream.on('data', (data) => {
      if (pair.swallowed) return;
      const answer = data.toString('latin1');
      pair.heard += answer;
      const lost = losing.find((l) => l.fits(answer));
      if (!lost) return void client.write(data);
      losing = losing.filter((l) => l !== lost);
      end(pair);
      lost.lost();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) end(pair);
  };
  afterwards(() => {
    cut();
    server.close();
  });

  /** Sends what a connection sent once more, and waits for as many answers as the first time. */
  const repeat = (pair: Pair): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = toDesk().on('error', reject);
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
        if (answersIn(heard) < answersIn(pair.heard)) return;
        resolve(heard);
        socket.destroy();
      });
      for (const data of pair.sent) socket.write(data);
    });

  return {
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    leadTo: (other) => void (port = Number(new URL(other).port)),
    cut,
    down() {
      closed = true;
      cut();
    },
    up: () => void (closed = false),
    swallow() {
      swallowing = true;
      for (const pair of pairs) pair.swallowed = true;
    },
    flow: () => void (swallowing = false),
    loseAnswer: (fits) => new Promise((lost) => losing.push({ fits, lost })),
    async repeatAll(order) {
      const finished = past.filter((pair) => answersIn(pair.heard) > 0);
      return (await Promise.all(order(finished).map(repeat))).join('\n');
    },
    double: () => void (doubling = true),
    statuses: () => past.flatMap((pair) => [...(pair.heard + pair.heardTwice).matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1]))),
  };
}
