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
