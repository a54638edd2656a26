/** A secret in a text: from where to before where, and the rule that says so. */
export interface Span {
  from: number;
  to: number;
  rule: string;
}

/** Ordered, and where two overlap, as one: the rule of the longer. */
export function merged(spans: readonly Span[]): Span[] {
  const all = spans.filter((s) => s.to > s.from).toSorted((a, b) => a.from - b.from || b.to - a.to);
  const result: Span[] = [];
  for (const span of all) {
    const last = result.at(-1);
    if (!last || span.from >= last.to) result.push({ ...span });
    else {
      if (span.to - span.from > last.to - last.from) last.rule = span.rule;
      last.to = Math.max(last.to, span.to);
    }
  }
  return result;
}

/** One way to look for secrets: only at texts that have one of its words, whatever their case, or at all. */
export interface Look {
  words: readonly string[] | null;
  find(text: string): Span[];
}

/** All matches of a group of a pattern, which has the flag `d`. */
export const matches = (text: string, pattern: RegExp, rule: string, group = 0): Span[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const at = match.indices![group];
    return at ? [{ from: at[0], to: at[1], rule }] : [];
  });
