/** Sends a cleaned bundle in pieces (tus): what was cut off goes on where it was, in this run or the next. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setGlobalProxyFromEnv } from 'node:http';
import { CannotStart } from '@fairlead/server/refusals';
import { Upload } from 'tus-js-client';
import { urlOf } from './calling.ts';

export interface Addressed {
  desk?: string | undefined;
  case?: string | undefined;
  email?: string | undefined;
}

const pieceLength = 4_000_000;
/** Milliseconds between tries, again from the first once a piece has arrived. */
const again = [500, 1_000, 2_000, 5_000, 10_000];

/** Checks what sending needs before anything is read. Answers what sends the file at a path, called by a name; that answers a sentence. */
export function sender({ desk, case: number, email }: Addressed, env: Record<string, string | undefined>) {
  const url = urlOf(desk, env);
  const key = env['FAIRLEAD_FLARE_KEY'];
  if (!key) throw new CannotStart('Set FAIRLEAD_FLARE_KEY to a key made in the portal.');
  if (!email) throw new CannotStart('Say who sends it: --email ADDRESS');
  if (number !== undefined && !/^#?\d{1,9}$/.test(number)) throw new CannotStart('--case takes the number of a ticket.');
  const ticket = number?.replace('#', '') ?? '0';
  const headers = { authorization: `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}` };
  setGlobalProxyFromEnv(env);
  return async (path: string, name: string): Promise<string> => {
    const id = idOf(await readFile(path), `${ticket} ${email}`);
    await upload(url, headers, path, id);
    const clean = `${name.replace(/\.(?:zip|tar|tgz|tar\.\w+)$/i, '')}.tar.gz`;
    const to = `${url}/support/upload/${ticket}/${encodeURIComponent(clean)}?upload=${id}`;
    const answer = await fetch(to, { method: 'PUT', headers }).catch((cause: unknown) => {
      throw new CannotStart(`${url} does not answer.`, { cause });
    });
    const said = (await answer.json().catch(() => ({}))) as { case_id?: number; error?: string };
    if (!answer.ok || said.case_id === undefined) throw new CannotStart(said.error ?? `The desk answered with ${answer.status}.`);
    return `Sent to ticket #${said.case_id}\n`;
  };
}

/** The same content to the same place has the same id, by which it is found again. */
function idOf(content: Buffer, to: string): string {
  const hash = createHash('sha256').update(content).update(to).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

async function upload(url: string, headers: Record<string, string>, path: string, id: string): Promise<void> {
  const { size } = await stat(path);
  const endpoint = `${url}/support/uploads`;
  const isScreen = process.stderr.isTTY;
  let told = -1;
  const tell = (sent: number) => {
    const percent = Math.floor((sent / size) * 100);
    if (percent === told || (!isScreen && percent < told + 10 && percent < 100)) return;
    told = percent;
    const bar = '█'.repeat(Math.floor(percent / 5)).padEnd(20, '░');
    const line = `  ${bar} ${percent} %, ${(sent / 1e6).toFixed(1)} of ${(size / 1e6).toFixed(1)} MB`;
    process.stderr.write(isScreen ? `\r${line}${percent === 100 ? '\n' : ''}` : `${line}\n`);
  };
  await new Promise<void>((resolve, reject) => {
    new Upload(createReadStream(path), {
      endpoint,
      uploadUrl: `${endpoint}/${id}`,
      uploadSize: size,
      chunkSize: pieceLength,
      headers,
      metadata: { id },
      retryDelays: again,
      onProgress: tell,
      onSuccess: () => resolve(),
      onError: (error) => reject(new CannotStart(whyOf(url, error), { cause: error })),
    }).start();
  });
}

function whyOf(url: string, error: Error): string {
  const { originalResponse } = error as { originalResponse?: { getStatus(): number; getBody(): string } | null };
  if (!originalResponse) return `${url} does not answer. Send the same again: it goes on where it was.`;
  if (originalResponse.getStatus() === 401) return 'This key is not valid.';
  try {
    const said = JSON.parse(originalResponse.getBody()) as { title?: string; error?: string };
    return said.title ?? said.error ?? `The desk answered with ${originalResponse.getStatus()}.`;
  } catch {
    return `The desk answered with ${originalResponse.getStatus()}.`;
  }
}
