import { Refused } from '@fairlead/client';
import type { HolidayList } from '@fairlead/contract';
import { problemSentence, useAct, useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { RefusedNote } from '../../shared/refused.tsx';
import { AddHolidays } from './add-holidays.tsx';

/** Lists of holidays that calendars may name: from files, and from addresses that the desk fetches again and again. */
export function Holidays({ lists, mayChange }: { lists: readonly HolidayList[]; mayChange: boolean }) {
  const words = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <section className="panel" aria-label={words.t('holidays.title')}>
      <header className="panel-top">
        <h2>{words.t('holidays.title')}</h2>
        {mayChange && (
          <div className="actions">
            <Button size="xs" variant="default" onClick={() => setAdding(true)}>
              {words.t('holidays.add')}
            </Button>
          </div>
        )}
      </header>
      {lists.length === 0 && <p className="fl-dim">{words.t('holidays.none')}</p>}
      {lists.length > 0 && (
        <table className="holidays">
          <thead>
            <tr>
              <th scope="col">{words.t('holidays.name')}</th>
              <th scope="col">{words.t('holidays.days')}</th>
              <th scope="col">{words.t('holidays.fetched')}</th>
              {mayChange && (
                <th scope="col">
                  <span className="fl-hidden">{words.t('holidays.actions')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {lists.map((list) => (
              <List key={list.name} list={list} mayChange={mayChange} />
            ))}
          </tbody>
        </table>
      )}
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={words.t('holidays.add')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <AddHolidays taken={lists.map((l) => l.name)} close={() => setAdding(false)} />
      </Modal>
    </section>
  );
}

function List({ list, mayChange }: { list: HolidayList; mayChange: boolean }) {
  const words = useWords();
  const fetchAgain = useAct('PUT /policy/holidays/{name}');
  const remove = useAct('DELETE /policy/holidays/{name}');
  const [removing, setRemoving] = useState(false);
  const { name, url, days, first, last, fetched, failed, failure } = list;
  const params = { name };
  const used = remove.error instanceof Refused && remove.error.code === 'policy_invalid';
  return (
    <tr>
      <td>
        <b>{name}</b>
        <span className="fl-dim">{url ?? words.t('holidays.file')}</span>
      </td>
      <td>
        {words.t('holidays.count', { count: days })}
        {first && last && (
          <span className="fl-dim days">
            {first} – {last}
          </span>
        )}
      </td>
      <td>
        <time dateTime={fetched}>{words.time(fetched)}</time>
        {failed && <span className="trouble">{words.t('holidays.failed', { when: words.time(failed), failure: failure ?? '' })}</span>}
        {fetchAgain.error && (
          <span className="trouble" role="alert">
            {(fetchAgain.error instanceof Refused && fetchAgain.error.problem.fields?.[0]?.message) ||
              problemSentence(words, fetchAgain.error)}
          </span>
        )}
      </td>
      {mayChange && (
        <td>
          <div className="actions">
            {url !== null && (
              <Button
                size="compact-xs"
                variant="default"
                loading={fetchAgain.isPending}
                aria-label={words.t('holidays.again_name', { name })}
                onClick={() => fetchAgain.mutate({ params, body: { url } })}
              >
                {words.t('holidays.again')}
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="default"
              aria-label={words.t('holidays.remove_name', { name })}
              onClick={() => {
                remove.reset();
                setRemoving(true);
              }}
            >
              {words.t('holidays.remove')}
            </Button>
          </div>
          <Modal
            opened={removing}
            onClose={() => setRemoving(false)}
            title={words.t('holidays.remove_name', { name })}
            closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
          >
            <div className="dialog">
              <p>{words.t('holidays.remove_text')}</p>
              {used ? (
                <p className="trouble" role="alert">
                  {words.t('holidays.used')}
                </p>
              ) : (
                <RefusedNote error={remove.error} />
              )}
              <div className="dialog-end">
                <Button variant="default" onClick={() => setRemoving(false)}>
                  {words.t('dialog.cancel')}
                </Button>
                <Button data-autofocus loading={remove.isPending} onClick={() => remove.mutate({ params })}>
                  {words.t('holidays.remove')}
                </Button>
              </div>
            </div>
          </Modal>
        </td>
      )}
    </tr>
  );
}
