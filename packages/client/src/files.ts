/** Sends files: small ones in one piece, large ones in pieces that go on where they stopped (tus 1.0). */
import type { FileRef } from '@fairlead/contract';
import { address, answer, call, type Connection, headers, Refused, Unanswered } from './call.ts';

/** Up to this size a file goes in one piece, bytes. */
const largestPiece = 4_000_000;

export interface Sending {
  /** Made by the caller. Sending the same file again with the same id goes on where it stopped, also after a reload. */
  id: string;
  /** Null for a member's file whose request does not exist yet. */
  thread: string | null;
  file: File;
  /** Bytes that have arrived, of all. */
  progress?: (sent: number, of: number) => void;
  signal?: AbortSignal;
}

/** Sends a file and answers when the desk has taken it in, undamaged. Throws `Refused` or `Unanswered`. */
export async function sendFile(to: Connection, sending: Sending): Promise<FileRef> {
  if (sending.file.size <= largestPiece) return inOnePiece(to, sending);
  const { inPieces } = await import('./pieces.ts');
  return inPieces(to, sending);
}

/** Takes back a file that was sent and is not wanted after all. Where that cannot be said, the desk forgets it by itself some days later. */
export async function takeBack(to: Connection, id: string): Promise<void> {
  await call(to, 'DELETE /files/{id}', { params: { id } }).catch((error: unknown) => {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
  });
}

async function inOnePiece(to: Connection, { id, thread, file, progress, signal }: Sending): Promise<FileRef> {
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    throw new Unanswered('the file can no longer be read', { cause });
  });
  // Browsers hash only where the page is safe; elsewhere TCP's own check has to do for so few bytes.
  const sha256 = globalThis.crypto.subtle ? hex(await crypto.subtle.digest('SHA-256', bytes)) : undefined;
  const query = { file: id, name: file.name || 'image.png', thread: thread ?? undefined, sha256 };
  const sent = fetch(address(to, '/files', query), {
    method: 'POST',
    headers: headers(to, { 'content-type': 'application/octet-stream' }),
    body: bytes,
    credentials: to.token ? 'omit' : 'same-origin',
    ...(signal ? { signal } : {}),
  });
  const ref = (await answer(sent)) as FileRef;
  progress?.(file.size, file.size);
  return ref;
}

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
