/** The passage of a text in which something was found. */
import { folded } from './terms.ts';

const before = 60;
const longest = 200;

export interface Excerpt {
  text: string;
  /** Where the words stand, [from, to) in UTF-16 units. */
  marks: [number, number][];
}

/** A text cut around the first of the words, with every place at which one of them stands. `marks` are [from, to) in UTF-16 units. */
export function excerpt(text: string, words: readonly string[]): Excerpt {
  const places = placesOf(text, words);
  const from = Math.max(0, (places[0]?.[0] ?? 0) - before);
  const to = Math.min(text.length, from + longest);
  const cutText = `${from > 0 ? '…' : ''}${text.slice(from, to).replaceAll(/\s/g, ' ')}${to < text.length ? '…' : ''}`.toWellFormed();
  const shift = (from > 0 ? 1 : 0) - from;
  return {
    text: cutText,
    marks: places.filter(([, end]) => end <= to).map(([start, end]): [number, number] => [start + shift, end + shift]),
  };
}

/** Places of words, in order, none within another. Where folding changes a text's length, places would be wrong: none are told. */
function placesOf(text: string, words: readonly string[]): [number, number][] {
  const plain = folded(text);
  if (plain.length !== text.length) return [];
  const places: [number, number][] = [];
  for (const word of words.map(folded).filter((w) => w !== ''))
    for (let at = plain.indexOf(word); at >= 0 && places.length < 200; at = plain.indexOf(word, at + word.length))
      places.push([at, at + word.length]);
  const sorted = places.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
  return sorted.filter(([start], i) => i === 0 || start >= Math.max(...sorted.slice(0, i).map(([, end]) => end)));
}
