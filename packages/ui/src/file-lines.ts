/** Lines of a text file, fetched by pages where they are looked at, and the lines that contain a text. */
import { call, Refused, Unanswered } from '@fairlead/client';
import type { FileLines, FileMatches } from '@fairlead/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDesk } from './desk.tsx';

type Line = FileLines['lines'][number];
export type Match = FileMatches['matches'][number];

const pageSize = 500;
const mostPages = 40;
/** While a reader drags the scrollbar, what only flies by is not fetched. */
const settles = 40;
const atOnce = 2;

export interface Lines {
  total: number | null;
  at(line: number): Line | undefined;
  error: Error | null;
  again: () => void;
}

/** The lines from `from` to below `to`, and those around them. */
export function useLines(file: string, from: number, to: number): Lines {
  const { connection } = useDesk();
  const pages = useRef(new Map<number, Line[]>());
  const going = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [, draw] = useState(0);
  const first = Math.floor(Math.max(0, from) / pageSize);
  const last = Math.floor(Math.max(0, total === null ? 0 : Math.min(to, total) - 1) / pageSize);

  const wanted = useRef({ first, last });
  wanted.current = { first, last };

  const fetchMissing = () => {
    for (let page = wanted.current.first; page <= wanted.current.last && going.current.size < atOnce; page++) {
      if (pages.current.has(page) || going.current.has(page)) continue;
      going.current.add(page);
      void take(page);
    }
  };
  const take = async (page: number) => {
    let failed: Error | null = null;
    try {
      const query = { from: page * pageSize, count: pageSize };
      const found = await call(connection, 'GET /files/{id}/lines', { params: { id: file }, query }, 30_000);
      // What was looked at longest ago goes first.
      for (const oldest of pages.current.keys()) if (pages.current.size >= mostPages) pages.current.delete(oldest);
      pages.current.set(page, found.lines);
      setTotal(found.total);
    } catch (caught) {
      if (!(caught instanceof Refused || caught instanceof Unanswered)) throw caught;
      failed = caught;
    }
    going.current.delete(page);
    setError(failed);
    draw((n) => n + 1);
    if (!failed) fetchMissing();
  };

  useEffect(() => {
    const timer = setTimeout(fetchMissing, pages.current.size === 0 ? 0 : settles);
    return () => clearTimeout(timer);
  }, [file, first, last]);

  return {
    total,
    at: (line) => pages.current.get(Math.floor(line / pageSize))?.[line % pageSize],
    error,
    again: () => {
      setError(null);
      fetchMissing();
    },
  };
}

/** More are not kept at once: the search goes on from there when its reader comes to the last. */
const manyMatches = 2_000;

export interface Search {
  text: string;
  matches: readonly Match[];
  /** The line to go on from; null when all was looked through. */
  next: number | null;
  searching: boolean;
  error: Error | null;
}

const nothing: Search = { text: '', matches: [], next: null, searching: false, error: null };

/** Looks a text up, part by part; a new text ends the search before. */
export function useSearch(file: string): { search: Search; find: (text: string) => void; goOn: () => void } {
  const { connection } = useDesk();
  const [search, setSearch] = useState<Search>(nothing);
  const newest = useRef(search);
  const turn = useRef(0);

  const set = (next: Search) => {
    newest.current = next;
    setSearch(next);
  };
  const run = async (most: number) => {
    const mine = ++turn.current;
    const { text } = newest.current;
    set({ ...newest.current, searching: true, error: null });
    try {
      while (newest.current.next !== null && newest.current.matches.length < most) {
        const query = { text, from: newest.current.next };
        const found = await call(connection, 'GET /files/{id}/matches', { params: { id: file }, query }, 60_000);
        if (turn.current !== mine) return;
        set({ ...newest.current, matches: [...newest.current.matches, ...found.matches], next: found.next });
      }
      set({ ...newest.current, searching: false });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
      if (turn.current === mine) set({ ...newest.current, searching: false, error });
    }
  };
  const stop = useCallback(() => void turn.current++, []);
  useEffect(() => stop, [stop]);

  return {
    search,
    find(text) {
      stop();
      set({ ...nothing, text, next: text === '' ? null : 0 });
      if (text !== '') void run(manyMatches);
    },
    goOn() {
      const { searching, next, matches } = newest.current;
      if (!searching && next !== null) void run(matches.length + manyMatches);
    },
  };
}
