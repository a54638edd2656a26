/**
 * Which words a text can have: a table of its groups of three letters, by which a look for many words, or a search, passes over most blocks of
 * a log. A group may seem to be there by chance, so what is found is looked at; a word whose groups are not all there is not in the text.
 * Letters are taken as bytes of UTF-8, those of ASCII without their case.
 */

/** Bits of a table while its block is worked on, and of what is kept of it. */
const bits = 1 << 20;
const keptBits = 1 << 16;
/** Bytes of a table that is kept. */
export const keptLength = keptBits / 8;

export type Grams = Uint8Array;

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const slot = (three: number) => Math.imul(three, 0x9e_37_79_b1) >>> 12;

export const emptyGrams = (): Grams => new Uint8Array(bits / 8);

/** The table of a text; `table`: one that nobody needs any more. */
export function gramsOf(bytes: Uint8Array, table = emptyGrams()): Grams {
  table.fill(0);
  let three = 0;
  for (let i = 0; i < bytes.length; i++) {
    three = ((three << 8) | lower[bytes[i]!]!) & 0xff_ff_ff;
    const at = Math.imul(three, 0x9e_37_79_b1) >>> 12;
    table[at >> 3]! |= 1 << (at & 7);
  }
  return table;
}

/** What is kept of a table: more seems to be there by chance. */
export function kept(grams: Grams): Grams {
  const all = new Uint32Array(grams.buffer, grams.byteOffset, grams.length / 4);
  const less = all.slice(0, keptLength / 4);
  for (let from = less.length; from < all.length; from += less.length) for (let i = 0; i < less.length; i++) less[i]! |= all[from + i]!;
  return new Uint8Array(less.buffer);
}

/** Tells whether a text can have one of some words, by its table; one that is kept among others begins at `from`. */
export type Has = (grams: Grams, from?: number) => boolean;

/** Words of less than three letters may stand anywhere, and so may those of other letters than ASCII where cases are alike. */
export function openWords(words: readonly string[], ignoreCase = false): Has {
  const wanted = words.map((word) => {
    const bytes = Buffer.from(word);
    const slots: number[] = [];
    for (let i = 0; i + 3 <= bytes.length; i++) {
      const three = bytes.subarray(i, i + 3);
      if (!ignoreCase || three.every((byte) => byte < 128))
        slots.push(slot((lower[three[0]!]! << 16) | (lower[three[1]!]! << 8) | lower[three[2]!]!));
    }
    return Uint32Array.from(slots);
  });
  return (grams, from) => {
    const mask = from === undefined ? grams.length * 8 - 1 : keptBits - 1;
    const begin = from ?? 0;
    word: for (const slots of wanted) {
      for (let i = 0; i < slots.length; i++) {
        const at = slots[i]! & mask;
        if ((grams[begin + (at >> 3)]! & (1 << (at & 7))) === 0) continue word;
      }
      return true;
    }
    return false;
  };
}
