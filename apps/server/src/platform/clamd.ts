/** Asks ClamAV's daemon about bytes, by its INSTREAM command (clamd(8)). */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';

/** `too_large`: more than the daemon is set to look into. */
export type Finding = 'clean' | 'harmful' | 'too_large';

/** Milliseconds without an answer. */
const patience = 120_000;

/** `address`: a socket's path, or `host:port`. Throws when the daemon does not answer, or not with a verdict. */
export async function scan(address: string, bytes: Readable): Promise<Finding> {
  const [host, port] = address.split(':');
  const socket = port && host ? connect({ host, port: Number(port) }) : connect({ path: address });
  socket.setTimeout(patience, () => socket.destroy(new Error('clamd does not answer')));
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  const ended = once(socket, 'close');
  ended.catch(() => undefined);
  try {
    await once(socket, 'connect');
    socket.write('zINSTREAM\0');
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      // It hangs up on what is too large for it, and has said so.
      if (answer !== '' || socket.destroyed) break;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      socket.write(length);
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), ended]);
    }
    if (!socket.destroyed) socket.write(Buffer.alloc(4));
    await ended;
  } catch (error) {
    if (answer === '') throw error;
  } finally {
    bytes.destroy();
    socket.destroy();
  }
  if (answer.includes('size limit exceeded')) return 'too_large';
  if (/ FOUND\0?$/.test(answer)) return 'harmful';
  if (/ OK\0?$/.test(answer)) return 'clean';
  throw new Error(`clamd answered: ${answer.slice(0, 200)}`);
}
