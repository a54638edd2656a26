/** Blobs in any store that speaks S3. Every request is signed by aws4fetch; the store is addressed by path, as all of them understand. */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import type { Blobs } from './blobs.ts';

export interface S3 {
  /** Like `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  bucket: string;
  region: string;
  keyId: string;
  secret: string;
}

/** Larger files go in parts of this size, bytes. S3 takes 10,000 parts. */
const part = 16 * 1024 * 1024;
/** Files that are sent at a time: each holds one part in memory. */
const atOnce = 2;

export function s3Blobs({ endpoint, bucket, region, keyId, secret }: S3): Blobs {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, region, service: 's3', retries: 4 });
  const address = (id: string, query = '') => `${endpoint.replace(/\/+$/, '')}/${bucket}/${id.slice(-2)}/${id}${query}`;
  const turns = limited(atOnce);

  async function ask(method: string, url: string, body?: Uint8Array<ArrayBuffer> | string): Promise<Response> {
    const response = await client.fetch(url, { method, ...(body === undefined ? {} : { body }) });
    if (!response.ok) throw new Error(`the store answered ${method} with ${response.status}: ${(await response.text()).slice(0, 300)}`);
    return response;
  }

  async function putInParts(id: string, path: string): Promise<void> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const read = async (from: number) => {
        const bytes = new Uint8Array(Math.min(part, size - from));
        await file.read(bytes, 0, bytes.length, from);
        return bytes;
      };
      if (size <= part) return void (await ask('PUT', address(id), await read(0)));
      const upload = field(await (await ask('POST', address(id, '?uploads='))).text(), 'UploadId');
      try {
        const parts: string[] = [];
        for (let from = 0, number = 1; from < size; from += part, number++) {
          const response = await ask('PUT', address(id, `?partNumber=${number}&uploadId=${encodeURIComponent(upload)}`), await read(from));
          await response.arrayBuffer();
          parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${response.headers.get('etag') ?? ''}</ETag></Part>`);
        }
        const done = await ask(
          'POST',
          address(id, `?uploadId=${encodeURIComponent(upload)}`),
          `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`,
        );
        // S3 may begin to answer with 200 and then say that it failed.
        const answer = await done.text();
        if (answer.includes('<Error>')) throw new Error(`the store could not join the parts: ${answer.slice(0, 300)}`);
      } catch (error) {
        await ask('DELETE', address(id, `?uploadId=${encodeURIComponent(upload)}`)).catch(() => undefined);
        throw error;
      }
    } finally {
      await file.close();
    }
  }

  return {
    put: (id, path) => turns(() => putInParts(id, path)),
    async get(id, span) {
      const response = await client.fetch(address(id), { headers: span ? { range: `bytes=${span.from}-${span.to - 1}` } : {} });
      if (response.status === 404) return undefined;
      if (!response.ok || !response.body) throw new Error(`the store answered GET with ${response.status}`);
      return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    },
    async has(id) {
      const response = await client.fetch(address(id), { method: 'HEAD' });
      if (!response.ok && response.status !== 404) throw new Error(`the store answered HEAD with ${response.status}`);
      return response.ok;
    },
    async remove(id) {
      const response = await client.fetch(address(id), { method: 'DELETE' });
      await response.arrayBuffer();
      if (!response.ok && response.status !== 404) throw new Error(`the store answered DELETE with ${response.status}`);
    },
  };
}

/** The text of one element of an answer; the store's own ids need no more of XML than that. */
function field(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (!found) throw new Error(`the store's answer has no ${name}`);
  return found.replaceAll('&amp;', '&');
}

/** Runs so many at a time; the others wait their turn. */
function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
