import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Most bytes, gzip, of the loader, and of everything that is fetched before a customer can chat. */
export const widgetLimits = { loader: 3_000, chat: 35_000 };

const otherLanguage = /^(ko|ja|later)[-.]/;

/**
 * Gzip sizes of a built widget: of its loader, and of all that a customer who chats in English fetches, which is the loader,
 * the frame's page and every file that can be reached from it by name, but the catalogs of other languages.
 */
export function widgetSizes(dist: string): { loader: number; chat: number } {
  const loader = join(dist, 'widget.js');
  const page = join(dist, 'frame', 'index.html');
  for (const file of [loader, page]) if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first`);

  const files = new Map(
    readdirSync(join(dist, 'frame'), { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile() && /\.(js|css)$/.test(f.name))
      .map((f) => [f.name, join(f.parentPath, f.name)]),
  );
  const fetched = new Set([loader, page]);
  for (const file of fetched) {
    if (file === loader) continue;
    for (const [, named] of readFileSync(file, 'utf8').matchAll(/["'`]([^"'`\s]+\.(?:js|css))["'`]/g)) {
      const found = files.get(basename(named!));
      if (found && !otherLanguage.test(basename(found))) fetched.add(found);
    }
  }
  const size = (file: string) => gzipSync(readFileSync(file)).length;
  return { loader: size(loader), chat: [...fetched].reduce((sum, file) => sum + size(file), 0) };
}
