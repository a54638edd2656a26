/** `fairlead help`: the help center as a folder of Markdown, in and out. */
import { openAsBlob } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import { bringFolder, type Outcome, sortFolder } from '@fairlead/client';
import type { CallReply } from '@fairlead/contract';
import { CannotStart } from '@fairlead/server/refusals';
import { helpUsage } from './usage.ts';
import { type Ask, deskAt, urlOf } from './calling.ts';

/** What to print. Throws `CannotStart` with a sentence for whoever called it wrongly or was refused. */
export async function help(args: string[], env: Record<string, string | undefined>): Promise<string> {
  const { values, positionals } = parseArgs({ args, options: { desk: { type: 'string' } }, allowPositionals: true });
  const [verb, folder] = positionals;
  if (!folder || (verb !== 'import' && verb !== 'export')) throw new CannotStart(`Usage:\n${helpUsage}`);
  const ask = deskAt(values.desk, env);
  return verb === 'import' ? importFolder(ask, folder) : exportFolder(ask, urlOf(values.desk, env), folder);
}

async function importFolder(ask: Ask, folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new CannotStart(`${folder} cannot be read.`, { cause });
  });
  const sorted = sortFolder(
    found
      .filter((f) => f.isFile())
      .map((f) => join(f.parentPath, f.name))
      .map((at) => ({ path: relative(folder, at).split(sep).join('/'), open: () => openAsBlob(at) })),
  );
  if (sorted.articles.length === 0) throw new CannotStart(`There is no Markdown file in ${folder}.`);
  const outcomes: Outcome[] = [];
  for await (const outcome of bringFolder(sorted, {
    article: (body) => ask('POST /articles/imports', { body }),
    file: (path, bytes) => ask('PUT /articles/folder', { query: { path } }, bytes),
    refusal: (error) =>
      error instanceof CannotStart && /\((?:invalid|too_large|unsupported|malformed)\)/.test(error.message) ? error.message : null,
  }))
    outcomes.push(outcome);
  const summary = `${said(outcomes.slice(sorted.files.length), 'articles')}${said(outcomes.slice(0, sorted.files.length), 'pictures and files')}`;
  const refused = outcomes.flatMap((o) => (o.is === 'refused' ? [`${o.path}: ${o.why}`] : []));
  if (refused.length > 0) throw new CannotStart(`${summary}Not taken in:\n${refused.join('\n')}`);
  return summary;
}

function said(outcomes: readonly Outcome[], what: string): string {
  const taken = outcomes.filter((o) => o.is === 'taken');
  return outcomes.length === 0 ? '' : `${taken.length} ${what} taken in, ${taken.filter((o) => o.changed).length} of them new or changed\n`;
}

async function exportFolder(ask: Ask, url: string, folder: string): Promise<string> {
  const write = async (path: string, bytes: string | NodeJS.ReadableStream) => {
    // The desk takes no path that leads out; here nothing relies on that.
    if (path.split('/').includes('..')) throw new CannotStart(`${path} leads out of the folder.`);
    const to = join(folder, ...path.split('/'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, bytes);
  };
  let articles = 0;
  for (let after: string | null = ''; after !== null;) {
    const page: CallReply<'GET /articles/exports'> = await ask('GET /articles/exports', { query: { after } });
    for (const { path, text } of page.files) await write(path, text);
    articles += page.files.length;
    after = page.next;
  }
  let files = 0;
  for (let after: string | null = ''; after !== null;) {
    const page: CallReply<'GET /articles/folder'> = await ask('GET /articles/folder', { query: { after } });
    for (const { path } of page.files) {
      const answer = await fetch(`${url}/help/folder/${path.split('/').map(encodeURIComponent).join('/')}`);
      if (!answer.ok || !answer.body) throw new CannotStart(`${path} cannot be fetched from the desk.`);
      await write(path, Readable.fromWeb(answer.body as ReadableStream));
    }
    files += page.files.length;
    after = page.next;
  }
  return `${articles} articles${files > 0 ? ` and ${files} pictures and files` : ''} written to ${folder}\n`;
}
