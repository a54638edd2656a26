import type { Chat, Line } from '@fairlead/contract';
import { useDesk } from '@fairlead/ui';
import { useEffect, useState } from 'react';

/** Where a waiting chat stands: what was pushed last, or what was fetched since. */
export function useLine(chat: Chat): Line | null {
  const { live } = useDesk();
  const [pushed, setPushed] = useState<Line | null>(null);
  useEffect(() => {
    setPushed(null);
    return live.listen((message) => {
      if (message.is === 'line' && message.chat === chat.id) setPushed(message.line);
    });
  }, [live, chat.id]);
  return newest(pushed, chat.line);
}

function newest(a: Line | null, b: Line | null): Line | null {
  if (!a || !b) return a ?? b;
  return Date.parse(a.at) >= Date.parse(b.at) ? a : b;
}
