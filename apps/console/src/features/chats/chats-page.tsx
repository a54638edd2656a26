import { useWords } from '@fairlead/ui';
import { Outlet, useParams } from '@tanstack/react-router';
import { moveInList, useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { ChatList } from './chat-list.tsx';

/** The list of chats, and beside it the one that is open. On a phone one covers the other. */
export function ChatsPage() {
  const { chat } = useParams({ strict: false });
  useKeys({ j: () => moveInList(1), k: () => moveInList(-1) });
  return (
    <div className="chats" data-open={chat !== undefined}>
      <ChatList open={chat} />
      <Outlet />
    </div>
  );
}

export function NoChat() {
  const words = useWords();
  return <Nothing title={words.t('chats.choose')} text={words.t('chats.choose_text')} />;
}
