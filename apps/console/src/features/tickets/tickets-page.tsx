import { newId } from '@fairlead/client';
import type { View } from '@fairlead/contract';
import { useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { useKeys } from '../../shared/keys.ts';
import { TicketList } from './ticket-list.tsx';
import './inbox.css';

/** The inbox: tickets of a view in its order, or what was looked for among all of them. */
export function TicketsPage() {
  const words = useWords();
  const navigate = useNavigate();
  const { view = 'all', q = '' } = useSearch({ from: '/tickets' });
  const field = useRef<HTMLInputElement>(null);
  const { data } = useCall('GET /views', {});
  const views = data?.views ?? [];
  const viewName = useViewName();
  const current = views.find((v) => v.id === view);
  useKeys({ '/': () => field.current?.focus() });
  return (
    <div className="inbox">
      <nav className="views" aria-label={words.t('view.nav')}>
        <ul>
          {views.map((v) => (
            <li key={v.id}>
              <Link to="/tickets" search={{ view: v.id }} aria-current={!q && v.id === view ? 'page' : undefined}>
                <span className="view-name">{viewName(v)}</span>
                {v.count > 0 && <Count of={v.count} />}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="tickets">
        <header className="tickets-top">
          <h1>{q ? words.t('find.label') : current ? viewName(current) : words.t('tickets.list')}</h1>
          <SearchField
            key={q}
            q={q}
            field={field}
            look={(next) => void navigate({ to: '/tickets', search: next ? { q: next } : { view } })}
          />
          {q && <SaveView q={q} />}
          {!q && current?.mine && <RemoveView view={current} />}
        </header>
        <TicketList key={`${view} ${q}`} view={view} q={q} />
      </div>
    </div>
  );
}

function useViewName(): (view: View) => string {
  const words = useWords();
  return ({ id, name }) => name ?? words.t(`view.${id as 'all'}`);
}

function Count({ of }: { of: number }) {
  const words = useWords();
  const many = of >= 1_000;
  return (
    <span className="view-count">
      <span aria-hidden>{many ? '999+' : of}</span>
      <span className="fl-hidden">{many ? words.t('view.count_many') : words.t('view.count', { count: of })}</span>
    </span>
  );
}

function SearchField({ q, field, look }: { q: string; field: React.RefObject<HTMLInputElement | null>; look: (q: string) => void }) {
  const words = useWords();
  const [typed, setTyped] = useState(q);
  return (
    <form
      role="search"
      className="find"
      onSubmit={(event) => {
        event.preventDefault();
        look(typed.trim());
      }}
    >
      <TextInput
        ref={field}
        type="search"
        aria-label={words.t('find.label')}
        placeholder={words.t('find.placeholder')}
        value={typed}
        maxLength={500}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setTyped('');
          field.current?.blur();
          if (q) look('');
        }}
      />
    </form>
  );
}

function SaveView({ q }: { q: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /views/{id}');
  const submit = async () => {
    setTried(true);
    if (name.trim() === '') return;
    const kept = await save.mutateAsync({ params: { id: newId() }, body: { name: name.trim(), q, shared } }).catch(() => null);
    if (kept) await navigate({ to: '/tickets', search: { view: kept.id } });
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {words.t('view.save')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={words.t('view.save_title')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <form
          className="dialog"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <TextInput
            data-autofocus
            label={words.t('view.name')}
            required
            maxLength={200}
            value={name}
            error={tried && name.trim() === '' && words.t('view.name_missing')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox label={words.t('view.share')} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
          <DialogEnd error={save.error} busy={save.isPending} action={words.t('view.save_do')} close={() => setOpened(false)} />
        </form>
      </Modal>
    </>
  );
}

function RemoveView({ view }: { view: View }) {
  const words = useWords();
  const navigate = useNavigate();
  const remove = useAct('DELETE /views/{id}');
  return (
    <Button
      variant="default"
      loading={remove.isPending}
      onClick={() =>
        void remove
          .mutateAsync({ params: { id: view.id } })
          .then(() => navigate({ to: '/tickets', search: {} }))
          .catch(() => null)
      }
    >
      {words.t('view.remove')}
    </Button>
  );
}
