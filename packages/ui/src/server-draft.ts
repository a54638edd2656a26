import { call } from '@fairlead/client';
import { useEffect, useRef } from 'react';
import { useDesk } from './desk.tsx';

interface Written {
  kind: 'message' | 'note';
  text: string;
}

const pause = 1_000;

/**
 * Keeps what staff write at the desk as well, a moment after they paused, so that it is there on their other screens. What stands
 * in this browser already wins. Null: a thread of somebody for whom the desk keeps none.
 */
export function useServerDraft(thread: string | null, { kind, text }: Written, put: (draft: Written) => void): { forget: () => void } {
  const { connection } = useDesk();
  const known = useRef<string | null>(null);
  const newest = useRef(text);
  newest.current = text;

  useEffect(() => {
    if (!thread) return;
    let left = false;
    void call(connection, 'GET /threads/{id}/draft', { params: { id: thread } })
      .then(({ draft }) => {
        if (left) return;
        known.current = draft?.text ?? '';
        if (draft && newest.current === '') put(draft);
      })
      // Without an answer the browser's own copy has to do.
      .catch(() => undefined);
    return () => void (left = true);
  }, [thread]);

  const keep = (written: Written) => {
    if (!thread || known.current === written.text) return;
    known.current = written.text;
    void call(connection, 'PUT /threads/{id}/draft', { params: { id: thread }, body: written }).catch(() => (known.current = null));
  };

  useEffect(() => {
    if (!thread || known.current === null || known.current === text) return;
    const timer = setTimeout(() => keep({ kind, text }), pause);
    return () => clearTimeout(timer);
  }, [thread, kind, text]);

  return { forget: () => keep({ kind, text: '' }) };
}
