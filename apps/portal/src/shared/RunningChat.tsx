import { useCall } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';
import { useWords } from './words.ts';

/** The way back to a chat that waits or runs. */
export function RunningChat() {
  const words = useWords();
  const { data } = useCall('GET /chats/mine', {});
  const chat = data?.chat;
  if (!chat || chat.state === 'ended') return null;
  return (
    <Link to="/chat" className="running">
      <span className="pulse" aria-hidden="true" />
      <span className="running-words">
        <strong>{words.t('chat.running')}</strong>
        <span>
          {chat.engineer ? words.t('chat.with', { name: chat.engineer.name }) : words.t('chat.waiting')} · {chat.summary}
        </span>
      </span>
      <span className="running-go">{words.t('chat.open')}</span>
    </Link>
  );
}
