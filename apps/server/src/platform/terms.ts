/**
 * How text is cut into what is looked for. Words by letters and digits; Korean and Japanese in overlapping pairs, so that 설정 and
 * 設定 are found within longer words; identifiers like `NT_STATUS_0xC000006D` or `datadog.agent.running` as a whole and in parts.
 */

/** Longest term kept: beyond it nothing is told apart. */
const longest = 64;

const run = /[\p{L}\p{N}\p{M}_.:/@#$\\-]+/gu;
const cjk = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]/u;
const pieces =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+|[^\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+/gu;
const word = /[\p{L}\p{N}\p{M}]+/gu;

/** One reading for what looks the same: full width, case, composed letters. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

const trimmed = (term: string) => term.replaceAll(/^[^\p{L}\p{N}#]+|[^\p{L}\p{N}]+$/gu, '');

function pairs(piece: string): string[] {
  const letters = [...piece];
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, i) => letters[i]! + letter);
}

/** The pieces of a text in turn, each of one kind of writing. */
function* piecesOf(text: string): Generator<{ piece: string; isCjk: boolean }> {
  for (const [whole] of folded(text).matchAll(run))
    if (!cjk.test(whole)) yield { piece: whole, isCjk: false };
    else for (const [piece] of whole.matchAll(pieces)) yield { piece, isCjk: cjk.test(piece) };
}

const wordsOf = (piece: string) => piece.match(word)?.map((one) => one.slice(0, longest)) ?? [];

/** So many terms stand for all that two neighbours can be. */
const neighbourTerms = 2 ** 20;

/** A term for two words that follow each other (FNV-1a). Another two may share it: what it finds is looked at as it stands. */
function neighbours(one: string, next: string): string {
  let hash = 0x811c9dc5;
  for (const letter of `${one} ${next}`) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
  return `~${((hash ^ (hash >>> 16)) & (neighbourTerms - 1)).toString(36)}`;
}

/** The terms of the neighbours in a text: a phrase of words that are everywhere is found by them. */
export function neighbourTermsOf(text: string): Set<string> {
  const terms = new Set<string>();
  addTerms(text, terms, true);
  return terms;
}

/** The terms of a text, each once; those of `known` are added. */
export function indexTerms(text: string, known: ReadonlySet<string> = new Set()): Set<string> {
  const terms = new Set(known);
  addTerms(text, terms, false);
  terms.delete('');
  return terms;
}

function addTerms(text: string, terms: Set<string>, onlyNeighbours: boolean): void {
  // Korean or Japanese between two words parts them.
  let before: string | null = null;
  for (const { piece, isCjk } of piecesOf(text)) {
    if (isCjk) {
      before = null;
      if (!onlyNeighbours) for (const pair of pairs(piece)) terms.add(pair);
      continue;
    }
    const words = wordsOf(piece);
    for (const one of words) {
      if (before !== null) terms.add(neighbours(before, one));
      before = one;
      if (!onlyNeighbours) terms.add(one);
    }
    if (onlyNeighbours) continue;
    const identifier = trimmed(piece);
    if (words.length > 1 || identifier.startsWith('#')) terms.add(identifier.slice(0, longest));
  }
}

/** What is looked for, made of one word as it was typed: all of these terms are in what fits; the last may be the beginning of one. */
export interface Sought {
  terms: string[];
  /** Whether the last term may go on: it was typed as a word's beginning. */
  open: boolean;
}

/** A word to look for. Of an identifier its parts are looked for, all of them. */
export function soughtIn(text: string): Sought {
  const terms: string[] = [];
  let open = true;
  for (const { piece, isCjk } of piecesOf(text)) {
    if (isCjk) {
      const letters = pairs(piece);
      terms.push(...letters);
      // One letter stands for every pair that begins with it.
      open = [...piece].length === 1;
    } else if (/^#\d+$/.test(piece)) {
      terms.push(piece);
      open = false;
    } else {
      terms.push(...wordsOf(piece));
      open = /[\p{L}\p{N}]$/u.test(piece);
    }
  }
  return { terms, open };
}
