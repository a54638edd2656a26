/** The tus protocol (1.0) by its library, over pieces that are read as they pass. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import { asRefusal, largestFile, mustHaveRoom, newReading, type Reading, reading, stagingOf } from './intake.ts';

/** A refusal as a caller is told it. */
export type Problem = (error: unknown, acceptLanguage: string | undefined) => { status_code: number; body: string };

/** Answers a request whose body is given apart. */
export type Answer = (request: Request, body: Readable) => Promise<Response>;

/** `path`: of their addresses; `passed`: what has passed of each upload so far. */
export function openTus(desk: Desk, path: string, passed: Map<string, Reading>, problem: Problem): Answer {
  const server = new Server({
    path,
    relativeLocation: true,
    datastore: new ReadingStore(desk, passed),
    namingFunction: (_, metadata) => metadata?.id ?? '',
    maxSize: () => largestFile(desk),
    allowedOrigins: [],
    // What tus itself refuses, it says in its own way.
    onResponseError: (request, error) =>
      'status_code' in error ? undefined : problem(error, request.headers.get('accept-language') ?? undefined),
  });
  return (request, body) => bodies.run(body, () => server.handleWeb(request));
}

/** The body of the request that is being answered: read as Node gives it, since a copy of it for the web's streams takes half of the time. */
const bodies = new AsyncLocalStorage<Readable>();

/** Written at a time, bytes: small enough to wait in memory, large enough that the disk is not asked for each packet. */
const written = 1024 * 1024;

/** Reads bytes as they pass, and keeps the database's room free. */
class ReadingStore extends FileStore {
  readonly #desk: Desk;
  readonly #passed: Map<string, Reading>;

  constructor(desk: Desk, passed: Map<string, Reading>) {
    super({ directory: stagingOf(desk) });
    this.#desk = desk;
    this.#passed = passed;
  }

  override async write(_: Readable, id: string, offset: number): Promise<number> {
    await mustHaveRoom(this.#desk, 0);
    const { size } = await this.getUpload(id);
    const known = this.#passed;
    const earlier = known.get(id);
    // What was lost of it is read again when all is there.
    const read = offset === 0 ? newReading() : earlier?.bytes === offset ? earlier : undefined;
    known.delete(id);
    const body = bodies.getStore()! as AsyncIterable<Buffer>;
    const file = await open(join(this.directory, id), 'r+');
    let position = offset;
    // One batch is written while the next arrives.
    let writing: Promise<unknown> = Promise.resolve();
    try {
      for await (const bytes of batches(read ? reading(read, body) : body)) {
        if (size !== undefined && position + lengthOf(bytes) > size) throw new Refusal('too_large');
        await writing;
        writing = file.writev(bytes, position);
        writing.catch(() => undefined);
        position += lengthOf(bytes);
      }
      await writing;
    } catch (error) {
      throw asRefusal(error);
    } finally {
      await writing.catch(() => undefined);
      await file.close();
    }
    if (read) known.set(id, read);
    return position;
  }
}

const lengthOf = (chunks: readonly Buffer[]) => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

async function* batches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    length += chunk.length;
    if (length < written) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (length > 0) yield batch;
}
