/** A form with a file in it (RFC 7578), as programs send it: the file is staged as it comes, and fields may come after it. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { Refusal } from '../../platform/refusals.ts';

const limits = { fields: 50, fieldSize: 10_000, fieldNameSize: 100, files: 1, parts: 60, headerPairs: 50 };

export interface Form<File> {
  fields: Record<string, string>;
  file: File | null;
  /** What the file is called by its sender. */
  name: string;
}

/** Reads a form, its fields into `fields`; its first file goes to `take`. Throws `malformed`, or what `take` throws. */
export function readForm<File>(
  request: IncomingMessage,
  take: (content: Readable) => Promise<File>,
  fields: Record<string, string> = {},
): Promise<Form<File>> {
  return new Promise((resolve, reject) => {
    let taken: Promise<File> | null = null;
    let name = '';
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({ headers: request.headers as BusboyHeaders, limits });
    } catch {
      return reject(new Refusal('malformed'));
    }
    const fail = (error: Error) => {
      request.unpipe(parser);
      // What comes after the reason to refuse is read and dropped, so that its sender hears why.
      request.resume();
      reject(error);
    };
    parser.on('field', (field: string, value: string) => (fields[field] = value));
    parser.on('file', (_field: string, content: Readable, filename: string) => {
      // Whoever takes it hears of it.
      content.on('error', () => undefined);
      if (taken) return void content.resume();
      name = filename ?? '';
      taken = take(content);
      // Of a form that breaks off the parser says so in words alone.
      taken.catch((error: Error) => fail(/terminated early|unexpected end/i.test(error.message) ? new Refusal('malformed') : error));
    });
    parser.on('error', () => fail(new Refusal('malformed')));
    request.on('aborted', () => fail(new Refusal('malformed')));
    parser.on('finish', () => {
      if (taken)
        taken.then(
          (file) => resolve({ fields, file, name }),
          () => undefined,
        );
      else resolve({ fields, file: null, name });
    });
    request.pipe(parser);
  });
}
