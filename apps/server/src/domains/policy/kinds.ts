/** What a request is about, read from its words by the advice table's own lists. */
import type { PolicyDocument } from './document.ts';

/** Letters in which somebody says what a request is about. What stands beyond is what they paste: a log has every word. */
const mostRead = 2_000;

/**
 * Kinds whose words stand in a text, in the policy's order. Words of Latin script must begin where a word begins (`config`
 * finds `configure`, not `reconfig`); others, which are written without spaces or with endings, may stand anywhere.
 */
export function kindsInWords({ advice }: PolicyDocument, text: string): string[] {
  const said = text.slice(0, mostRead).normalize('NFKC').toLowerCase();
  return advice.filter((row) => Object.values(row.words).some((list) => list?.some((word) => says(said, word)))).map((row) => row.kind);
}

const latin = /^[\p{Script=Latin}\p{N}]/u;

function says(text: string, word: string): boolean {
  const wanted = word.normalize('NFKC').toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (!latin.test(wanted) || at === 0 || !latin.test(text[at - 1]!)) return true;
  return false;
}
