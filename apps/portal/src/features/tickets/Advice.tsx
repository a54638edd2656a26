import type { Channel, Channels } from '@fairlead/contract';
import type { Words } from '@fairlead/words';
import { type Key, useWords } from '../../shared/words.ts';

/** Which channel suits and why, what to have ready, and what happens next by either. Never a wall: it only advises. */
export function Advice({ channels, running }: { channels: Channels | undefined; running: boolean }) {
  const words = useWords();
  return (
    // Said again only where it has changed.
    <section className="advice" role="status" aria-atomic="false" aria-label={words.t('advice.title')}>
      {channels && <Advised channels={channels} running={running} />}
    </section>
  );
}

function Advised({ channels, running }: { channels: Channels; running: boolean }) {
  const words = useWords();
  const { about, advice, chat, ticket } = channels;
  // A choice there is only while both may be used.
  const either = about.length === 0 && chat.open && ticket.open;
  const order: Channel[] = advice.channel === 'chat' ? ['chat', 'ticket'] : ['ticket', 'chat'];
  return (
    <>
      <div className="advice-head">
        <h2>{words.t(either ? 'advice.title' : `advice.suits.${advice.channel}`)}</h2>
        <p>{advice.reason}</p>
      </div>
      {order.map((channel) => (
        <div key={channel} className="way" data-advised={(!either && channel === advice.channel) || undefined}>
          <h3>{words.t(`channel.${channel}`)}</h3>
          {channel === 'chat' ? <ChatNext chat={chat} running={running} /> : <TicketNext ticket={ticket} />}
        </div>
      ))}
    </>
  );
}

function TicketNext({ ticket }: { ticket: Channels['ticket'] }) {
  const words = useWords();
  if (!ticket.open) return <p>{words.t('advice.no_ticket')}</p>;
  return <p>{ticket.promised ? words.t('standing.promised', { when: words.time(ticket.promised) }) : words.t('advice.any_hour')}</p>;
}

function ChatNext({ chat, running }: { chat: Channels['chat']; running: boolean }) {
  const words = useWords();
  if (running) return <p>{words.t('refusal.chat_open_elsewhere')}</p>;
  const { place, minutes, closes, opens } = chat;
  if (!chat.open)
    return (
      <>
        <p>{whyClosed(words, chat)}</p>
        {opens && <p>{words.t('standing.opens', { when: words.time(opens) })}</p>}
      </>
    );
  return (
    <>
      {minutes === null ? (
        <p>{words.t('advice.wait_unknown')}</p>
      ) : (
        <>
          {place !== null && <p>{words.t('advice.place', { place })}</p>}
          <p>{words.t('advice.wait', { minutes })}</p>
        </>
      )}
      {closes && <p>{words.t('advice.closes', { when: words.time(closes) })}</p>}
      {chat.other_language && (
        <p>
          {words.t('standing.other_language', {
            language: new Intl.DisplayNames(words.language, { type: 'language' }).of(chat.language) ?? chat.language,
          })}
        </p>
      )}
    </>
  );
}

/** The vendor's own sentence where its policy has one. */
function whyClosed(words: Words<Key>, { why, because }: Channels['chat']): string {
  if (because && (why === 'rule' || why === 'plan')) return because;
  if (why === 'holiday' && because) return words.t('standing.holiday', { because });
  return words.t(why && why !== 'holiday' ? `standing.${why}` : 'standing.hours');
}
