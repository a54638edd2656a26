/** Asks ClamAV's daemon about bytes, by its INSTREAM command (clamd(8)). */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** `too_large`: more than the daemon is set to look into. */
export type Finding = 'clean' | 'harmful' | 'too_large';

/** Milliseconds without an answer. */
const patience = 120_000;

/** `address`: a socket's path, or `host:port`. Throws when the daemon does not answer, or not with a verdict. */
export async function scan(address: string, bytes: Readable): Promise<Finding> {
  const answer = await ask(address, async (socket, isOver) => {
    socket.write('zINSTREAM\0');
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      if (isOver()) return;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      socket.write(length);
      await new Promise((written) => socket.write(chunk, written));
    }
    socket.write(Buffer.alloc(4));
  }).finally(() => bytes.destroy());
  if (answer.includes('size limit exceeded')) return 'too_large';
  if (/ FOUND\0?$/.test(answer)) return 'harmful';
  if (/ OK\0?$/.test(answer)) return 'clean';
  // It hangs up on what is too large for it, and what it says of that may be lost with the connection. One that is gone answers nothing more.
  if (answer === '' && (await ask(address, (socket) => void socket.write('zPING\0'))).startsWith('PONG')) return 'too_large';
  throw new Error(`clamd answered: ${answer.slice(0, 200)}`);
}

/** What the daemon says until it hangs up; empty when it does so without a word. Throws when it is not there. */
async function ask(address: string, say: (socket: Socket, isOver: () => boolean) => void | Promise<void>): Promise<string> {
  const [host, port] = address.split(':');
  const socket = port && host ? connect({ host, port: Number(port) }) : connect({ path: address });
  let answer = '';
  let failure: Error | undefined;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket
    .setEncoding('utf8')
    .setTimeout(patience, () => socket.destroy(new Error('clamd does not answer')))
    .on('data', (text: string) => (answer += text))
    .on('error', (error: NodeJS.ErrnoException) => (failure = hungUp.has(error.code ?? '') ? undefined : error));
  try {
    await once(socket, 'connect');
    await say(socket, () => answer !== '' || socket.destroyed);
    await closed;
  } finally {
    socket.destroy();
  }
  if (failure) throw failure;
  return answer;
}

const hungUp: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);
