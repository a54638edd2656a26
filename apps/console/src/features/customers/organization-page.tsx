import { ProblemNote, TicketStateBadge, useCall, useWords } from '@fairlead/ui';
import { Link, useParams } from '@tanstack/react-router';
import { Fact, Facts, useSiteName } from '../../shared/facts.tsx';
import { Hipaa } from '../../shared/hipaa.tsx';
import { Nothing } from '../../shared/nothing.tsx';
import { OrganizationView } from '../../shared/organization-view.tsx';
import { useElapsed } from '../../shared/time.ts';
import './customers.css';

/** One organization: what is known of it, who belongs to it, and everything it ever asked. */
export function OrganizationPage() {
  const words = useWords();
  const siteName = useSiteName();
  const since = useElapsed();
  const { organization: id } = useParams({ from: '/customers/$organization' });
  const { data, error, refetch } = useCall('GET /organizations/{id}', { params: { id } });
  const { data: people } = useCall('GET /organizations/{id}/members', { params: { id } });
  const { data: asked } = useCall('GET /tickets', { query: { view: 'all', state: 'any', q: `org:${id}`, limit: 50 } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Nothing title={words.t('console.loading')} />;
  const { organization, tickets, unsolved } = data;
  return (
    <div className="customers">
      <header className="tickets-top">
        <Link to="/customers" className="back" data-always aria-label={words.t('customers.back')}>
          <span aria-hidden>‹</span>
        </Link>
        <h1>{organization.name}</h1>
      </header>
      <div className="organization">
        <section aria-labelledby="asked">
          <h2 id="asked">{words.t('customers.asked', { count: tickets, unsolved })}</h2>
          <ul className="customer-rows">
            {asked?.tickets.map((ticket) => (
              <li key={ticket.id}>
                <Link to="/tickets/$number" params={{ number: String(ticket.number) }} data-row>
                  <b>
                    #{ticket.number} {ticket.subject}
                  </b>
                  <span className="row-dim">
                    {ticket.member.name} · {since(ticket.updated)}
                  </span>
                  <TicketStateBadge state={ticket.state} audience="staff" />
                </Link>
              </li>
            ))}
          </ul>
          {tickets === 0 && <p className="row-dim">{words.t('customers.asked_nothing')}</p>}
          {asked?.next && (
            <Link to="/tickets" search={{ q: `org:${id}` }}>
              {words.t('customers.all')}
            </Link>
          )}
        </section>
        <aside>
          <Facts>
            <Fact name={words.t('fact.site')}>{siteName(organization.site)}</Fact>
            <Fact name={words.t('fact.plan')}>
              {organization.plan}
              <Hipaa organization={organization} />
              <OrganizationView organization={organization} />
            </Fact>
          </Facts>
          <h2>{words.t('customers.people')}</h2>
          <ul className="customer-people">
            {people?.members.map(({ member }) => (
              <li key={member.id}>
                <Link to="/tickets" search={{ q: `from:${member.email}` }}>
                  {member.name}
                </Link>
                <span className="row-dim">{member.email}</span>
              </li>
            ))}
          </ul>
        </aside>
      </div>
    </div>
  );
}
