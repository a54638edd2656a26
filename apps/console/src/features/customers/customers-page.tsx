import { useCall, useWords } from '@fairlead/ui';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { moveInList, useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import './customers.css';

/** Organizations and people, found by a part of a name or an address. */
export function CustomersPage() {
  const words = useWords();
  const navigate = useNavigate();
  const { q = '' } = useSearch({ from: '/customers' });
  const [typed, setTyped] = useState(q);
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const field = useRef<HTMLInputElement>(null);
  const { data, error, refetch } = useCall('GET /customers', { query: { q: asked } }, { enabled: asked !== '' });
  useEffect(() => {
    if (asked !== q) void navigate({ to: '/customers', search: asked ? { q: asked } : {}, replace: true });
  }, [asked, q, navigate]);
  useKeys({ j: () => moveInList(1), k: () => moveInList(-1), '/': () => field.current?.focus() });
  const none = asked !== '' && data?.organizations.length === 0 && data.members.length === 0;
  return (
    <div className="customers">
      <header className="tickets-top">
        <h1>{words.t('nav.customers')}</h1>
        <TextInput
          ref={field}
          className="find"
          type="search"
          autoFocus
          maxLength={100}
          aria-label={words.t('customers.find')}
          placeholder={words.t('customers.find')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </header>
      {asked === '' && <Nothing title={words.t('customers.begin')} text={words.t('customers.begin_text')} />}
      {none && <Nothing title={words.t('find.found', { count: 0 })} text={words.t('customers.none_text')} />}
      <RefusedNote error={error} again={() => void refetch()} />
      {asked !== '' && data && data.organizations.length > 0 && (
        <section aria-labelledby="organizations">
          <h2 id="organizations">{words.t('customers.organizations')}</h2>
          <ul className="customer-rows">
            {data.organizations.map((o) => (
              <li key={o.id}>
                <Link to="/customers/$organization" params={{ organization: o.id }} data-row>
                  <b>{o.name}</b>
                  <span className="row-dim">
                    {o.site} · {o.plan}
                    {o.hipaa && ' · HIPAA'}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asked !== '' && data && data.members.length > 0 && (
        <section aria-labelledby="people">
          <h2 id="people">{words.t('customers.people')}</h2>
          <ul className="customer-rows">
            {data.members.map(({ member, organizations }) => (
              <li key={member.id}>
                <Link to="/tickets" search={{ q: `from:${member.email}` }} data-row>
                  <b>{member.name}</b>
                  <span className="row-dim">
                    {member.email} · {organizations.map((o) => o.name).join(', ')}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
