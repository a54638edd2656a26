/** A large file in pieces, by the tus protocol; loaded only when there is one. */
import type { FileRef, Problem } from '@fairlead/contract';
import { createSHA256 } from 'hash-wasm';
import { DetailedError, Upload } from 'tus-js-client';
import { address, call, type Connection, headers, Refused, Unanswered } from './call.ts';
import type { Sending } from './files.ts';

const piece = 32 * 1024 * 1024;
/** Between tries, milliseconds; the count begins anew with every byte that arrives. Together some ten minutes. */
const pauses = [0, 500, 1_000, 2_000, 4_000, 8_000, ...Array.from({ length: 40 }, () => 15_000)];
/** How long the desk may take to look through an upload of several gigabytes. */
const takenInWithin = 15 * 60_000;

export async function inPieces(to: Connection, { id, thread, file, progress, signal }: Sending): Promise<FileRef> {
  const stop = new AbortController();
  const hashed = hashOf(file, stop.signal);
  // Its failure is the upload's when that comes to ask for it.
  hashed.catch(() => undefined);
  try {
    await arrive(to, id, file, progress, signal);
  } catch (error) {
    stop.abort();
    throw error;
  }
  const body = { name: file.name || 'file', thread, sha256: await hashed };
  return call(to, 'PUT /files/{id}', { params: { id }, body }, takenInWithin);
}

function arrive(to: Connection, id: string, file: File, progress: Sending['progress'], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: address(to, '/uploads'),
      // The desk keeps an upload under the id that its sender made: nothing has to be remembered to go on with it.
      uploadUrl: address(to, `/uploads/${id}`),
      metadata: { id },
      chunkSize: piece,
      retryDelays: pauses,
      storeFingerprintForResuming: false,
      onBeforeRequest: (request) => {
        for (const [name, value] of Object.entries(headers(to))) request.setHeader(name, value);
      },
      onProgress: (sent, of) => progress?.(sent, of ?? file.size),
      onSuccess: () => resolve(),
      onShouldRetry: (error) => isWorthTrying(error),
      onError: (error) => reject(asRefused(error)),
    });
    signal?.addEventListener('abort', () => {
      void upload.abort();
      reject(new Unanswered('stopped'));
    });
    upload.start();
  });
}

/** Whether a failure may pass: no answer, a busy desk, or a piece that the desk wants from elsewhere. */
function isWorthTrying(error: Error): boolean {
  const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
  return status < 400 || status >= 500 || status === 409 || status === 423 || status === 429;
}

function asRefused(error: Error): Error {
  const body = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
  try {
    const problem = JSON.parse(body ?? '') as Problem;
    if (typeof problem.code === 'string') return new Refused(problem);
  } catch {
    // Not from the desk: a proxy, or no answer at all.
  }
  return new Unanswered('the upload did not arrive', { cause: error });
}

const step = 4 * 1024 * 1024;

async function hashOf(file: File, stop: AbortSignal): Promise<string> {
  const hash = await createSHA256();
  for (let at = 0; at < file.size; at += step) {
    stop.throwIfAborted();
    const bytes = await file
      .slice(at, at + step)
      .arrayBuffer()
      .catch((cause: unknown) => {
        throw new Unanswered('the file can no longer be read', { cause });
      });
    hash.update(new Uint8Array(bytes));
  }
  return hash.digest('hex');
}
