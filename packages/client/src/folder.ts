/** A folder of Markdown with what belongs to it, as it is brought to the help center. */
export interface FolderFile {
  /** In the folder, with `/` between its parts. */
  path: string;
  open: () => Promise<Blob>;
}

export interface Brought {
  changed: boolean;
}

export interface FolderDesk {
  article(file: { path: string; text: string }): Promise<Brought>;
  file(path: string, bytes: Blob): Promise<Brought>;
  /** Why one was not taken, which does not stop the others; null for a failure that does. */
  refusal(error: unknown): string | null;
}

/** What belongs to articles. Whatever else a folder has is nobody's to publish. */
const shown = /\.(?:png|jpe?g|gif|webp|avif|svg|pdf)$/i;
const markdown = /\.(?:md|markdown)$/i;
const translation = /^(?:en|ko|ja)\//;
const hidden = /(?:^|\/)(?:\.|node_modules\/)/;

export interface Sorted<File extends FolderFile = FolderFile> {
  articles: File[];
  files: File[];
  /** How many are left where they are. */
  others: number;
}

/** Sorts a folder: articles that translations are made of first, and those nearest to the top. */
export function sortFolder<File extends FolderFile>(all: readonly File[]): Sorted<File> {
  const seen = all.filter((f) => !hidden.test(f.path)).toSorted((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1));
  const articles = seen.filter((f) => markdown.test(f.path));
  const files = seen.filter((f) => shown.test(f.path));
  const isTranslation = (f: File) => translation.test(f.path);
  return {
    articles: [...articles.filter((f) => !isTranslation(f)), ...articles.filter(isTranslation)],
    files,
    others: all.length - articles.length - files.length,
  };
}

const depth = ({ path }: FolderFile) => path.split('/').length;

export type Outcome = { path: string; is: 'taken'; changed: boolean } | { path: string; is: 'refused'; why: string };

/** Brings a folder: pictures first, so that no article is read without them. Tells of each when it is there. */
export async function* bringFolder({ articles, files }: Sorted, desk: FolderDesk): AsyncGenerator<Outcome> {
  for (const { path, open } of files) yield await outcome(desk, path, async () => desk.file(path, await open()));
  for (const { path, open } of articles)
    yield await outcome(desk, path, async () => desk.article({ path, text: await (await open()).text() }));
}

async function outcome(desk: FolderDesk, path: string, bring: () => Promise<Brought>): Promise<Outcome> {
  try {
    return { path, is: 'taken', ...(await bring()) };
  } catch (error) {
    const why = desk.refusal(error);
    if (why === null) throw error;
    return { path, is: 'refused', why };
  }
}
