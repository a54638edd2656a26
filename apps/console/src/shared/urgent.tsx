import type { Urgent } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';

export function UrgentBadge() {
  return <span className="urgent-badge">{useWords().t('urgent.badge')}</span>;
}

/** Why it is urgent. It stands above the conversation, so that it is read before anything else (S13). */
export function UrgentNote({ urgent }: { urgent: Urgent }) {
  const words = useWords();
  return (
    <section className="urgent" aria-label={words.t('urgent.badge')} tabIndex={-1}>
      <p>
        <UrgentBadge /> {urgent.impact}
      </p>
      <dl>
        <div>
          <dt>{words.t('urgent_note.since')}</dt>
          <dd>{urgent.since}</dd>
        </div>
        <div>
          <dt>{words.t('urgent_note.affected')}</dt>
          <dd>{urgent.affected}</dd>
        </div>
      </dl>
    </section>
  );
}
