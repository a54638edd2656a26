import type { FileRef } from '@fairlead/contract';
import { Loader } from '@mantine/core';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLinks, Window } from './files.tsx';
import { useLines, useSearch } from './file-lines.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import { clampTop, type Extent, lowest, thumbOf, topAt, topFor } from './viewer-scroll.ts';
import './file-viewer.css';

/** Pixels, as in file-viewer.css. */
const lineHeight = 20;
const typedWithin = 250;

export default function FileViewer({ file, opened, close }: { file: FileRef; opened: boolean; close: () => void }) {
  const words = useWords();
  const { links, fresh } = useLinks(file, opened);
  return (
    <Window
      file={file}
      opened={opened}
      close={close}
      fresh={fresh}
      note={links?.unchecked ? words.t('file.unchecked') : null}
      about={links?.lines ? words.t('viewer.lines', { count: links.lines }) : null}
    >
      <Viewer file={file} />
    </Window>
  );
}

function Viewer({ file }: { file: FileRef }) {
  const words = useWords();
  const view = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const jump = useRef<HTMLInputElement>(null);
  const [height, setHeight] = useState(0);
  const [top, setTop] = useState(0);
  const [wrap, setWrap] = useState(false);
  const [typed, setTyped] = useState('');
  const [current, setCurrent] = useState<number | null>(null);
  /** The last lines are to fill the view, however high they turn out to be. */
  const atEnd = useRef(false);

  const rows = height / lineHeight;
  const from = Math.floor(top);
  const lines = useLines(file.id, from - 100, from + Math.ceil(rows) + 100);
  const total = lines.total ?? 0;
  const extent: Extent = { total, rows };
  // Wrapped lines are higher than one row, so that the last of them may have to stand at the upper edge.
  const limit = wrap ? Math.max(0, total - 1) : lowest(extent);
  const { search, find, goOn } = useSearch(file.id);
  const match = current === null ? undefined : search.matches[current];

  const move = (to: number) => {
    atEnd.current = false;
    setTop(Math.min(Math.max(0, to), limit));
  };
  const toEnd = () => {
    atEnd.current = wrap;
    setTop(lowest(extent));
  };

  useLayoutEffect(() => {
    const box = view.current!;
    const sizes = new ResizeObserver(() => setHeight(box.clientHeight));
    sizes.observe(box);
    setHeight(box.clientHeight);
    return () => sizes.disconnect();
  }, []);
  useEffect(() => setTop((before) => (wrap ? before : clampTop(before, { total, rows }))), [total, rows, wrap]);

  useLayoutEffect(() => {
    if (!atEnd.current) return;
    let room = height;
    const shown = [...view.current!.querySelectorAll<HTMLElement>('[data-line]')].reverse();
    const above = shown.find((line) => (room -= line.offsetHeight) < 0);
    if (above) setTop(Number(above.dataset['line']) + 1);
  });

  // React listens to wheels passively; the page behind must not move.
  const wheel = useRef<(event: WheelEvent) => void>(undefined);
  wheel.current = (event) => {
    if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    const unit = event.deltaMode === 0 ? lineHeight : event.deltaMode === 1 ? 1 : 1 / rows;
    move(top + event.deltaY / unit);
  };
  useEffect(() => {
    const box = view.current!;
    const turn = (event: WheelEvent) => wheel.current?.(event);
    box.addEventListener('wheel', turn, { passive: false });
    return () => box.removeEventListener('wheel', turn);
  }, []);

  const touch = useTouch((by) => move(top + by / lineHeight));

  const show = (index: number) => {
    const found = search.matches[index];
    if (!found) return;
    setCurrent(index);
    atEnd.current = false;
    setTop(topFor(found.line, top, extent));
    if (index > search.matches.length - 20) goOn();
  };
  const next = () =>
    show(
      current === null
        ? 0
        : search.next === null
          ? (current + 1) % search.matches.length
          : Math.min(current + 1, search.matches.length - 1),
    );
  const previous = () => show(current === null ? 0 : current > 0 ? current - 1 : search.matches.length - 1);

  // The first match from where the reader is, or else the first of all.
  const start = useRef(0);
  useEffect(() => {
    if (current !== null || search.matches.length === 0) return;
    const ahead = search.matches.findIndex((m) => m.line >= start.current);
    if (ahead >= 0) show(ahead);
    else if (!search.searching) show(0);
  }, [search]);

  useEffect(() => {
    if (typed === search.text) return;
    const timer = setTimeout(() => {
      start.current = from;
      setCurrent(null);
      find(typed);
    }, typedWithin);
    return () => clearTimeout(timer);
  }, [typed]);

  const page = Math.max(1, Math.floor(rows) - 1);
  const keys = (event: KeyboardEvent) => {
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    if ((event.ctrlKey || event.metaKey) && letter === 'F') {
      event.preventDefault();
      field.current?.select();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return;
    const act: (() => void) | undefined = {
      ArrowDown: () => move(top + 1),
      ArrowUp: () => move(top - 1),
      PageDown: () => move(top + page),
      PageUp: () => move(top - page),
      Home: () => move(0),
      End: toEnd,
      '/': () => field.current?.select(),
    }[event.key];
    const byLetter = letter === 'N' ? (event.shiftKey ? previous : next) : letter === 'G' ? () => jump.current?.select() : undefined;
    const found = act ?? byLetter;
    if (!found) return;
    event.preventDefault();
    found();
  };

  const count = Math.min(Math.ceil(rows) + 2, Math.max(0, total - from));
  const digits = String(total).length;
  return (
    <div className="fl-viewer" role="group" aria-label={file.name} onKeyDown={keys} style={{ '--digits': digits } as CSSProperties}>
      <div className="fl-viewer-bar">
        <input
          ref={field}
          type="search"
          data-mantine-stop-propagation={typed !== '' || undefined}
          maxLength={200}
          value={typed}
          aria-label={words.t('viewer.search')}
          placeholder={words.t('viewer.search')}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') {
              event.preventDefault();
              if (event.shiftKey) previous();
              else next();
            } else if (event.key === 'Escape') {
              setTyped('');
              view.current?.focus();
            }
          }}
        />
        <span className="fl-viewer-found" role="status">
          <Found search={search} current={current} total={total} />
        </span>
        <button
          type="button"
          className="fl-icon-button"
          aria-label={words.t('viewer.previous')}
          title={words.t('viewer.previous')}
          disabled={search.matches.length === 0}
          onClick={previous}
        >
          <span aria-hidden>↑</span>
        </button>
        <button
          type="button"
          className="fl-icon-button"
          aria-label={words.t('viewer.next')}
          title={words.t('viewer.next')}
          disabled={search.matches.length === 0}
          onClick={next}
        >
          <span aria-hidden>↓</span>
        </button>
        <form
          className="fl-viewer-jump"
          onSubmit={(event) => {
            event.preventDefault();
            const line = Number.parseInt(jump.current!.value.replaceAll(/\D/g, ''), 10);
            if (!(line >= 1)) return;
            move(line - 1);
            view.current?.focus();
          }}
        >
          <input ref={jump} inputMode="numeric" aria-label={words.t('viewer.go')} placeholder={words.t('viewer.go')} />
        </form>
        <button type="button" onClick={() => move(0)}>
          {words.t('viewer.start')}
        </button>
        <button type="button" onClick={toEnd}>
          {words.t('viewer.end')}
        </button>
        <label>
          <input type="checkbox" checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} />
          {words.t('viewer.wrap')}
        </label>
      </div>
      {lines.error && <ProblemNote error={lines.error} again={lines.again} />}
      <div className="fl-viewer-view">
        <div
          ref={view}
          id={`lines-${file.id}`}
          className="fl-viewer-lines"
          data-wrap={wrap || undefined}
          tabIndex={0}
          role="region"
          aria-label={words.t('viewer.text', { name: file.name })}
          data-autofocus
          {...touch}
        >
          {lines.total === null && !lines.error && (
            <p className="fl-thread-note" role="status">
              <Loader size="sm" type="dots" aria-hidden />
              <span className="fl-hidden">{words.t('viewer.loading')}</span>
            </p>
          )}
          {lines.total === 0 && <p className="fl-thread-note">{words.t('viewer.empty')}</p>}
          <div style={{ transform: `translateY(${-(top % 1) * lineHeight}px)` }}>
            {Array.from({ length: count }, (_, n) => from + n).map((number) => {
              const line = lines.at(number);
              return (
                <div key={number} className="fl-viewer-line" data-line={number} data-current={match?.line === number || undefined}>
                  <span className="fl-viewer-number" aria-hidden data-number={number + 1} />
                  <code aria-busy={!line || undefined}>
                    {line && <Marked text={line.text} search={search.text} />}
                    {line?.cut && (
                      <span className="fl-viewer-cut" title={words.t('viewer.cut')}>
                        … <span>{words.t('viewer.cut_short')}</span>
                      </span>
                    )}
                  </code>
                </div>
              );
            })}
          </div>
        </div>
        <Scrollbar top={top} extent={extent} height={height} lines={`lines-${file.id}`} move={move} page={page} />
      </div>
    </div>
  );
}

/** Which match of how many is shown, and how far the search has got. */
function Found({ search, current, total }: { search: ReturnType<typeof useSearch>['search']; current: number | null; total: number }) {
  const words = useWords();
  if (search.text === '') return null;
  if (search.error) return words.t('viewer.search_failed');
  const of = search.matches.length;
  const share = total > 0 && search.next !== null ? Math.floor((search.next / total) * 100) : 0;
  return (
    <>
      {of > 0 && words.t(search.next === null ? 'viewer.match' : 'viewer.match_so_far', { number: (current ?? 0) + 1, of })}
      {of === 0 && !search.searching && words.t('viewer.no_match')}
      {search.searching && <span className="fl-dim"> {words.t('viewer.searching', { share })}</span>}
    </>
  );
}

const special = /[$()*+.?[\\\]^{|}]/g;

function Marked({ text, search }: { text: string; search: string }) {
  if (search === '') return text;
  const parts = text.split(new RegExp(`(${search.replaceAll(special, '\\$&')})`, 'giu'));
  return parts.map((part, n) => (n % 2 === 1 ? <mark key={n}>{part}</mark> : part));
}

function Scrollbar({
  top,
  extent,
  height,
  lines,
  move,
  page,
}: {
  top: number;
  extent: Extent;
  height: number;
  lines: string;
  move: (to: number) => void;
  page: number;
}) {
  const words = useWords();
  const held = useRef<number | null>(null);
  const thumb = thumbOf(top, extent, height);
  if (!thumb) return null;
  const offsetIn = (event: PointerEvent<HTMLElement>) => event.clientY - event.currentTarget.getBoundingClientRect().top;
  return (
    <div
      className="fl-viewer-scrollbar"
      role="scrollbar"
      aria-label={words.t('viewer.scrollbar')}
      aria-controls={lines}
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, Math.ceil(lowest(extent)) + 1)}
      aria-valuenow={Math.floor(Math.min(top, lowest(extent))) + 1}
      onPointerDown={(event) => {
        const at = offsetIn(event);
        event.preventDefault();
        if (at >= thumb.offset && at <= thumb.offset + thumb.length) {
          held.current = at - thumb.offset;
          event.currentTarget.setPointerCapture(event.pointerId);
        } else move(top + (at < thumb.offset ? -page : page));
      }}
      onPointerMove={(event) => {
        if (held.current !== null) move(topAt(offsetIn(event) - held.current, extent, height));
      }}
      onPointerUp={() => (held.current = null)}
      onPointerCancel={() => (held.current = null)}
    >
      <div style={{ height: thumb.length, transform: `translateY(${thumb.offset}px)` }} />
    </div>
  );
}

const slowsDown = 0.95;

/** A finger moves the lines, and they roll on for a while. `by` is in pixels. */
function useTouch(moveBy: (by: number) => void) {
  const newest = useRef(moveBy);
  newest.current = moveBy;
  const finger = useRef<{ y: number; at: number; speed: number } | null>(null);
  const rolling = useRef(0);
  useEffect(() => () => cancelAnimationFrame(rolling.current), []);
  const roll = (speed: number) => {
    if (Math.abs(speed) < 0.02) return;
    newest.current(speed * 16);
    rolling.current = requestAnimationFrame(() => roll(speed * slowsDown));
  };
  return {
    onPointerDown(event: PointerEvent) {
      cancelAnimationFrame(rolling.current);
      if (event.pointerType === 'touch') finger.current = { y: event.clientY, at: event.timeStamp, speed: 0 };
    },
    onPointerMove(event: PointerEvent) {
      const before = finger.current;
      if (!before) return;
      const by = before.y - event.clientY;
      const ms = Math.max(1, event.timeStamp - before.at);
      finger.current = { y: event.clientY, at: event.timeStamp, speed: by / ms };
      newest.current(by);
    },
    onPointerUp() {
      const last = finger.current;
      finger.current = null;
      if (last && !matchMedia('(prefers-reduced-motion: reduce)').matches) roll(last.speed);
    },
    onPointerCancel: () => void (finger.current = null),
  };
}
