import type { Ticket } from '@fairlead/contract';
import { TicketStateBadge, useCall, useWords } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';

/** Other tickets to look at beside this one. */
export function Related({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const { data } = useCall('GET /tickets/{number}/related', { params: { number: ticket.number } });
  if (!data) return null;
  const groups = (['customer', 'organization', 'alike'] as const).filter((group) => data[group].length > 0);
  if (groups.length === 0) return null;
  return (
    <section className="beside" aria-label={words.t('related.title')}>
      <h2>{words.t('related.title')}</h2>
      {groups.map((group) => (
        <div key={group}>
          <h3>{words.t(`related.${group}`, { name: ticket.member.name, organization: ticket.organization.name })}</h3>
          <ul>
            {data[group].map((t) => (
              <li key={t.id}>
                <Link to="/tickets/$number" params={{ number: String(t.number) }}>
                  #{t.number} {t.subject}
                </Link>
                <TicketStateBadge state={t.state} audience="staff" />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
