/** What must not be missed: the count of unread messages, and a word when a chat comes or a customer writes elsewhere. */
import type { ThreadState } from '@fairlead/client';
import type { Chat } from '@fairlead/contract';
import { useCall, useThreads, useWords } from '@fairlead/ui';
import { notifications } from '@mantine/notifications';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { isMine, useStaff } from '../../shared/staff.ts';

/** What customers wrote that nobody of staff has read yet. */
export function unreadIn(state: ThreadState | undefined): number {
  if (!state) return 0;
  const { read } = state.marks.staff;
  return state.entries.filter((e) => e.kind === 'message' && e.by.kind === 'member' && (e.public_number ?? 0) > read).length;
}

/** The reader's own chats, each followed. */
export function useMyThreads(): { mine: Chat[]; states: ReadonlyMap<string, ThreadState> } {
  const { staff } = useStaff();
  const { data } = useCall('GET /chats', {});
  const mine = data?.chats.filter((c) => isMine(c, staff.id)) ?? [];
  return { mine, states: useThreads(mine.map((c) => c.thread)) };
}

/** Counts for the rail and the tab's title, and what a screen reader should say now. */
export function useAttention(): { unread: number; said: string } {
  const words = useWords();
  const navigate = useNavigate();
  const { chat: looking } = useParams({ strict: false });
  const { data } = useCall('GET /chats', {});
  const { mine, states } = useMyThreads();
  const [said, setSaid] = useState('');
  const known = useRef<Set<string> | null>(null);
  const heard = useRef(new Map<string, number>());
  const called = useCall('GET /pages', {}).data?.pages.length ?? 0;
  const unread = mine.reduce((sum, c) => sum + unreadIn(states.get(c.thread)), 0);

  useEffect(() => {
    const title = words.t('console.title');
    const counted = unread + called > 0 ? `(${unread + called}) ${title}` : title;
    document.title = called > 0 ? `${words.t('urgent.badge')} ${counted}` : counted;
  }, [unread, called, words]);

  useEffect(() => {
    if (looking) notifications.hide(looking);
  }, [looking]);

  const mineIds = mine.map((c) => c.id).join(' ');
  useEffect(() => {
    if (!data) return;
    const before = known.current;
    known.current = new Set(mine.map((c) => c.id));
    if (!before) return;
    for (const chat of mine) {
      if (before.has(chat.id) || chat.id === looking) continue;
      const message = words.t('chats.given', {
        name: chat.member.name,
        organization: chat.organization.name,
        summary: chat.summary,
      });
      setSaid(message);
      notifications.show({
        id: chat.id,
        message,
        autoClose: 12_000,
        role: 'presentation',
        className: 'given',
        onClick: () => {
          notifications.hide(chat.id);
          void navigate({ to: '/chats/$chat', params: { chat: chat.id } });
        },
      });
    }
  }, [mineIds, data !== undefined]);

  useEffect(() => {
    for (const chat of mine) {
      const state = states.get(chat.thread);
      const last = state?.entries.at(-1);
      if (!state?.loaded || !last) continue;
      const before = heard.current.get(chat.thread);
      heard.current.set(chat.thread, last.number);
      if (before === undefined || before >= last.number || chat.id === looking) continue;
      if (last.kind !== 'message' || last.by.kind !== 'member') continue;
      const { name } = chat.member;
      setSaid(
        last.body.text ? words.t('chats.wrote', { name, text: last.body.text.slice(0, 120) }) : words.t('chats.wrote_file', { name }),
      );
    }
  }, [states, looking]);

  return { unread, said };
}
