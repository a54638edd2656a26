/** `fairlead help`: the help center as a folder of Markdown, in and out. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotStart } from '@fairlead/server/main';
import { deskAt } from './calling.ts';

export const helpUsage = `  fairlead help import FOLDER                                 articles from Markdown with front matter, published as they are
  fairlead help export FOLDER                                 the same back, byte for byte where nothing was changed here
      a folder ko/ or ja/ holds translations; at the desk FAIRLEAD_DESK (or --desk URL), by the token FAIRLEAD_TOKEN`;

/** What to print. Throws `CannotStart` with a sentence for whoever called it wrongly or was refused. */
export async function help(args: string[], env: Record<string, string | undefined>): Promise<string> {
  const { values, positionals } = parseArgs({ args, options: { desk: { type: 'string' } }, allowPositionals: true });
  const [verb, folder] = positionals;
  if (!folder || (verb !== 'import' && verb !== 'export')) throw new CannotStart(`Usage:\n${helpUsage}`);
  const ask = deskAt(values.desk, env);
  return verb === 'import' ? importFolder(ask, folder) : exportFolder(ask, folder);
}

async function importFolder(ask: ReturnType<typeof deskAt>, folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new CannotStart(`${folder} cannot be read.`, { cause });
  });
  const files = found
    .filter((f) => f.isFile() && /\.(?:md|markdown)$/i.test(f.name))
    .map((f) => join(f.parentPath, f.name))
    // What stands outside the folders of languages first: translations are made of it.
    .toSorted((a, b) => a.split(sep).length - b.split(sep).length || (a < b ? -1 : 1));
  if (files.length === 0) throw new CannotStart(`There is no Markdown file in ${folder}.`);
  let changed = 0;
  const refused: string[] = [];
  const sources = files.filter((f) => !/^(?:en|ko|ja)[\\/]/.test(relative(folder, f)));
  for (const file of [...sources, ...files.filter((f) => !sources.includes(f))]) {
    const path = relative(folder, file).split(sep).join('/');
    try {
      if ((await ask('POST /articles/imports', { body: { path, text: await readFile(file, 'utf8') } })).changed) changed++;
    } catch (error) {
      // One that cannot be read does not stop the others.
      if (!(error instanceof CannotStart) || !error.message.includes('(invalid)')) throw error;
      refused.push(`${path}: ${error.message}`);
    }
  }
  const summary = `${files.length - refused.length} articles taken in, ${changed} of them new or changed\n`;
  if (refused.length > 0) throw new CannotStart(`${summary}Not taken in:\n${refused.join('\n')}`);
  return summary;
}

async function exportFolder(ask: ReturnType<typeof deskAt>, folder: string): Promise<string> {
  let after = '';
  let count = 0;
  for (;;) {
    const { files, next } = await ask('GET /articles/exports', { query: { after } });
    for (const { path, text } of files) {
      // The desk takes no path that leads out; here nothing relies on that.
      if (path.split('/').includes('..')) throw new CannotStart(`${path} leads out of the folder.`);
      const to = join(folder, ...path.split('/'));
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, text);
      count++;
    }
    if (next === null) return `${count} articles written to ${folder}\n`;
    after = next;
  }
}
