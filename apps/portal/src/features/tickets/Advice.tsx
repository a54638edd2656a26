import type { Desk } from '@fairlead/contract';
import { useDesk } from '@fairlead/ui';
import { useMediaQuery } from '@mantine/hooks';
import { useWords } from '../../shared/words.ts';

/** What suits a ticket and what a chat, in outline, and whether chat can be had now. */
export function Advice() {
  const words = useWords();
  const { me } = useDesk();
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  if (me.kind === 'member' && me.organization.hipaa)
    return (
      <aside className="advice">
        <p>{words.t('advice.hipaa')}</p>
      </aside>
    );
  return (
    <aside className="advice">
      {wide ? (
        <>
          <h2>{words.t('advice.title')}</h2>
          <Suits />
        </>
      ) : (
        <details>
          <summary>{words.t('advice.title')}</summary>
          <Suits />
        </details>
      )}
    </aside>
  );
}

function Suits() {
  const words = useWords();
  const { desk } = useDesk();
  return (
    <>
      {(['ticket', 'chat'] as const).map((channel) => (
        <section key={channel}>
          <h3>{words.t(`advice.${channel}`)}</h3>
          <ul>
            {(['1', '2', '3'] as const).map((n) => (
              <li key={n}>{words.t(`advice.${channel}.${n}`)}</li>
            ))}
          </ul>
        </section>
      ))}
      <ChatNow chat={desk.chat} />
      <p className="dim">{words.t('advice.either')}</p>
    </>
  );
}

function ChatNow({ chat: { open, opens, hours } }: { chat: Desk['chat'] }) {
  const words = useWords();
  return (
    <p className="dim">
      {open ? words.t('advice.open') : opens ? words.t('advice.opens', { when: words.time(opens) }) : words.t('advice.closed')}
      {hours && ` ${words.t('advice.hours', { hours })}`}
    </p>
  );
}
