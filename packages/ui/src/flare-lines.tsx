import { Button, Skeleton } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useCall } from './desk.tsx';
import { Quote } from './flare-quote.tsx';
import type { GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

const page = 400;

interface Props {
  flare: string;
  thread: string;
  path: string;
  line: number | null;
  to: number | null;
  go: GoTo;
}

/** Lines of one file around the one that is asked for. Structured ones fold. */
export function Lines({ flare, thread, path, line, to, go }: Props) {
  const words = useWords();
  const [from, setFrom] = useState(() => Math.max(1, (line ?? 1) - 20));
  const { data, error, refetch } = useCall(
    'GET /flares/{id}/text',
    { params: { id: flare }, query: { path, from, count: page } },
    { placeholderData: keepPreviousData },
  );
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (line !== null) setFrom((at) => (line >= at && line < at + page ? at : Math.max(1, line - 20)));
  }, [line]);
  useEffect(() => {
    const at = marked.current;
    // Within its own frame: what stands above the lines stays where it is.
    at?.parentElement?.scrollTo({ top: at.offsetTop - at.parentElement.clientHeight / 3 });
  }, [data, line]);
  const folds = useMemo(() => (/\.(?:json|ya?ml)$/i.test(path) ? foldsOf(data?.lines ?? []) : new Map<number, number>()), [data, path]);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const hidden = useMemo(() => {
    const all = new Set<number>();
    for (const at of folded) for (let under = at + 1; under <= (folds.get(at) ?? at); under++) all.add(under);
    return all;
  }, [folded, folds]);
  const turn = (index: number) =>
    setFolded((now) => {
      const next = new Set(now);
      if (!next.delete(index)) next.add(index);
      return next;
    });
  const last = to ?? line;
  const chosen = line === null ? [] : (data?.lines.slice(Math.max(0, line - from), last! - from + 1) ?? []);
  const outermost = [...folds.keys()].filter((at) => ![...folds].some(([other, end]) => other < at && at <= end));
  return (
    <section className="fl-flare-lines" aria-label={path}>
      <header>
        <h2>{path}</h2>
        {data?.formatted && <span className="fl-flare-hint">{words.t('flare.formatted')}</span>}
        {folds.size > 0 && (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => setFolded(folded.size > 0 ? new Set() : new Set(outermost.length > 1 ? outermost : folds.keys()))}
          >
            {words.t(folded.size > 0 ? 'flare.unfold_all' : 'flare.fold_all')}
          </Button>
        )}
        {chosen.length > 0 && line !== null && <Quote flare={flare} thread={thread} path={path} line={line} lines={chosen} />}
      </header>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={300} />)}
      {from > 1 && (
        <Button variant="default" size="xs" onClick={() => setFrom(Math.max(1, from - page))}>
          {words.t('flare.earlier')}
        </Button>
      )}
      {/* Its lines scroll sideways together. */}
      <ol start={from} tabIndex={0} data-folds={folds.size > 0 || undefined}>
        {data?.lines.map((text, index) => {
          if (hidden.has(index)) return null;
          const number = from + index;
          const isChosen = line !== null && number >= line && number <= last!;
          return (
            <li key={number} ref={number === line ? marked : undefined} data-line={isChosen || undefined}>
              <button
                type="button"
                aria-label={words.t('flare.line', { line: number })}
                title={words.t('flare.line_more')}
                onClick={(event) =>
                  go(
                    event.shiftKey && line !== null
                      ? { path, line: Math.min(line, number), to: Math.max(line, number) }
                      : { path, line: number },
                  )
                }
              >
                {number}
              </button>
              {folds.size > 0 &&
                (folds.has(index) ? (
                  <button
                    type="button"
                    className="fl-flare-fold"
                    aria-expanded={!folded.has(index)}
                    aria-label={words.t('flare.fold', { line: number })}
                    onClick={() => turn(index)}
                  >
                    {folded.has(index) ? '▸' : '▾'}
                  </button>
                ) : (
                  <span />
                ))}
              <code>
                {text}
                {folded.has(index) && ' …'}
              </code>
            </li>
          );
        })}
      </ol>
      {data && from + page <= data.total && (
        <Button variant="default" size="xs" onClick={() => setFrom(from + page)}>
          {words.t('flare.later')}
        </Button>
      )}
      {data?.total === 0 && <p>{words.t('flare.empty')}</p>}
    </section>
  );
}

/** What is folded away with a line: those after it that are further in. By index; the value is the last. */
function foldsOf(lines: readonly string[]): Map<number, number> {
  const folds = new Map<number, number>();
  const open: { at: number; indent: number }[] = [];
  let before = -1;
  const close = (indent: number) => {
    while (open.length > 0 && open.at(-1)!.indent >= indent) {
      const { at } = open.pop()!;
      if (before > at) folds.set(at, before);
    }
  };
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    close(indent);
    open.push({ at: index, indent });
    before = index;
  }
  close(0);
  return folds;
}
