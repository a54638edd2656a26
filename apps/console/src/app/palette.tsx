import { useCall, useWords } from '@fairlead/ui';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useOffered } from '../shared/commands.ts';

const most = 6;

/** Everything that can be done or gone to, by a few letters: commands of the page, pages, views, tickets, customers (⌘K, Ctrl+K). */
export default function Palette() {
  const words = useWords();
  const navigate = useNavigate();
  const offered = useOffered();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 150);
  const searches = asked.length >= 2;
  const { data: views } = useCall('GET /views', {});
  const { data: found } = useCall('GET /search', { query: { q: asked, limit: most } }, { enabled: searches, retry: false });
  const { data: customers } = useCall('GET /customers', { query: { q: asked } }, { enabled: searches, retry: false });

  const pages = [
    { id: 'chats', label: words.t('nav.chats'), go: () => navigate({ to: '/chats' }) },
    { id: 'tickets', label: words.t('nav.tickets'), go: () => navigate({ to: '/tickets' }) },
    { id: 'incidents', label: words.t('nav.incidents'), go: () => navigate({ to: '/incidents' }) },
    { id: 'customers', label: words.t('nav.customers'), go: () => navigate({ to: '/customers' }) },
    { id: 'reports', label: words.t('nav.reports'), go: () => navigate({ to: '/reports' }) },
    { id: 'macros', label: words.t('macro.open'), go: () => navigate({ to: '/macros' }) },
    { id: 'articles', label: words.t('nav.articles'), go: () => navigate({ to: '/articles' }) },
    { id: 'mail', label: words.t('mail.title'), go: () => navigate({ to: '/mail' }) },
    { id: 'policy', label: words.t('nav.policy'), go: () => navigate({ to: '/policy' }) },
    ...(views?.views ?? []).map((v) => ({
      id: `view ${v.id}`,
      label: words.t('palette.view', { name: v.name ?? words.t(`view.${v.id as 'all'}`) }),
      go: () => navigate({ to: '/tickets', search: { view: v.id } }),
    })),
  ];
  const fits = ({ label }: { label: string }) => label.toLowerCase().includes(query.trim().toLowerCase());
  const groups = [
    {
      label: words.t('palette.here'),
      actions: offered.filter(fits).map((c) => ({ id: c.id, label: c.label, dimmed: c.key ?? '', run: c.run })),
    },
    {
      label: words.t('palette.tickets'),
      actions: (searches ? (found?.found ?? []) : []).map(({ ticket }) => ({
        id: ticket.id,
        label: `#${ticket.number} ${ticket.subject}`,
        dimmed: `${ticket.member.name} · ${ticket.organization.name}`,
        run: () => void navigate({ to: '/tickets/$number', params: { number: String(ticket.number) } }),
      })),
    },
    {
      label: words.t('palette.customers'),
      actions: (searches ? (customers?.organizations ?? []) : []).slice(0, most).map((o) => ({
        id: o.id,
        label: o.name,
        dimmed: o.plan,
        run: () => void navigate({ to: '/customers/$organization', params: { organization: o.id } }),
      })),
    },
    { label: words.t('palette.go'), actions: pages.filter(fits).map(({ go, ...p }) => ({ ...p, dimmed: '', run: () => void go() })) },
  ].filter((group) => group.actions.length > 0);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      clearQueryOnClose
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search placeholder={words.t('palette.find')} aria-label={words.t('palette.find')} />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.actions.map((action) => (
              <Spotlight.Action
                key={action.id}
                label={action.label}
                onClick={action.run}
                rightSection={<span className="row-dim">{action.dimmed}</span>}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{words.t('find.found', { count: 0 })}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
