import { call, newId } from '@fairlead/client';
import type { Meeting, MeetingKind, MeetingTimes } from '@fairlead/contract';
import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useAct, useCall, useDesk } from './desk.tsx';
import { localOf, slotsByDay } from './meeting-times.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import './meetings.css';

type Side = 'member' | 'staff';
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Calls and screen shares of a ticket (S4): to ask for one, to agree on its time, to move it or call it off. */
export function Meetings({ number, audience, closed }: { number: number; audience: Side; closed: boolean }) {
  const words = useWords();
  const { data, error } = useCall('GET /tickets/{number}/meetings', { params: { number } });
  const [asking, setAsking] = useState<{ meeting: Meeting | null } | null>(null);
  if (!data) return error ? <ProblemNote error={error} /> : null;
  const shown = data.meetings.filter((m) => !m.cancelled);
  const waits = shown.some((m) => !m.starts);
  return (
    <section className="fl-meetings" aria-labelledby={`meetings-${number}`}>
      <h2 id={`meetings-${number}`}>{words.t('meeting.title')}</h2>
      {shown.map((meeting) => (
        <OneMeeting
          key={meeting.id}
          number={number}
          meeting={meeting}
          audience={audience}
          closed={closed}
          move={() => setAsking({ meeting })}
        />
      ))}
      {!closed && !waits && (
        <Button variant="default" size="xs" onClick={() => setAsking({ meeting: null })}>
          {words.t(audience === 'member' ? 'meeting.ask' : 'meeting.offer')}
        </Button>
      )}
      <Modal
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={words.t(asking?.meeting ? 'meeting.other_times' : audience === 'member' ? 'meeting.ask' : 'meeting.offer')}
        closeButtonProps={{ 'aria-label': words.t('meeting.cancel_dialog') }}
      >
        {asking && <Propose number={number} meeting={asking.meeting} times={data.times} close={() => setAsking(null)} />}
      </Modal>
    </section>
  );
}

function OneMeeting({
  number,
  meeting,
  audience,
  closed,
  move,
}: {
  number: number;
  meeting: Meeting;
  audience: Side;
  closed: boolean;
  move: () => void;
}) {
  const words = useWords();
  const { connection } = useDesk();
  const agree = useAct('PUT /tickets/{number}/meetings/{id}/time');
  const cancel = useAct('PUT /tickets/{number}/meetings/{id}/cancellation');
  const params = { number, id: meeting.id };
  const [now] = useState(Date.now);
  const begun = meeting.starts !== null && Date.parse(meeting.starts) <= now;
  const theirs = meeting.proposed_by !== null && meeting.proposed_by !== audience;
  const open = !closed && !begun;
  const invite = async () => {
    const { name, ics } = await call(connection, 'GET /tickets/{number}/meetings/{id}/invitation', { params });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([ics], { type: 'text/calendar;charset=utf-8' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <article className="fl-meeting" data-agreed={meeting.starts !== null || undefined}>
      <p className="fl-meeting-head">
        <b>{words.t(meeting.kind === 'call' ? 'meeting.call' : 'meeting.screen_share')}</b>
        <span className="fl-dim">{words.t('meeting.minutes', { minutes: meeting.minutes })}</span>
      </p>
      {meeting.about !== '' && <p className="fl-dim">{meeting.about}</p>}
      {meeting.starts && (
        <p className="fl-meeting-when">{words.t('meeting.agreed', { when: words.time(meeting.starts), host: meeting.host ?? '' })}</p>
      )}
      {meeting.starts && !begun && (
        <div className="fl-meeting-acts">
          {meeting.link && (
            <a href={meeting.link} target="_blank" rel="noreferrer">
              {words.t('meeting.join')}
            </a>
          )}
          <button type="button" onClick={() => void invite()}>
            {words.t('meeting.invitation')}
          </button>
        </div>
      )}
      {meeting.proposed.length > 0 && (
        <>
          <p className="fl-dim">{words.t(theirs ? 'meeting.choose' : 'meeting.proposed')}</p>
          <ul className="fl-meeting-times">
            {meeting.proposed.map((at) => (
              <li key={at}>
                {theirs && open ? (
                  <Button
                    size="xs"
                    variant="default"
                    disabled={agree.isPending}
                    onClick={() => agree.mutate({ params, body: { starts: at } })}
                    aria-label={words.t('meeting.agree_to', { when: words.time(at) })}
                  >
                    {words.time(at)}
                  </Button>
                ) : (
                  words.time(at)
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {open && (
        <div className="fl-meeting-acts">
          <button type="button" onClick={move}>
            {words.t('meeting.other_times')}
          </button>
          <button type="button" disabled={cancel.isPending} onClick={() => cancel.mutate({ params, body: {} })}>
            {words.t(meeting.starts ? 'meeting.call_off' : 'meeting.take_back')}
          </button>
        </div>
      )}
      <ProblemNote error={agree.error ?? cancel.error} />
    </article>
  );
}

const most = 3;

/** Times to choose from are those at which a call fits into the hours of support, on the reader's own clock. */
function Propose({ number, meeting, times, close }: { number: number; meeting: Meeting | null; times: MeetingTimes; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => meeting?.id ?? newId());
  const [kind, setKind] = useState<MeetingKind>(meeting?.kind ?? 'call');
  const [about, setAbout] = useState('');
  const propose = useAct('PUT /tickets/{number}/meetings/{id}');
  const [now] = useState(Date.now);
  const days = useMemo(() => slotsByDay(times, zone(), now), [times, now]);
  const keys = [...days.keys()];
  const [chosen, setChosen] = useState<number[]>(() => (keys[0] ? [days.get(keys[0])![0]!] : []));
  const put = (index: number, at: number) => setChosen(chosen.map((c, i) => (i === index ? at : c)));
  const clock = new Intl.DateTimeFormat(words.language, { hour: 'numeric', minute: '2-digit' });
  const dayName = new Intl.DateTimeFormat(words.language, { weekday: 'short', month: 'short', day: 'numeric' });
  const send = async () => {
    const body = { kind, times: chosen.map((at) => localOf(at, zone())), about: about.trim() };
    if (await propose.mutateAsync({ params: { number, id }, body }).catch(() => null)) close();
  };
  if (keys.length === 0) return <p>{words.t('meeting.no_times')}</p>;
  return (
    <form
      className="fl-propose"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {!meeting && (
        <NativeSelect
          label={words.t('meeting.what')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as MeetingKind)}
          data={(['call', 'screen_share'] as const).map((value) => ({ value, label: words.t(`meeting.${value}`) }))}
        />
      )}
      <p className="fl-dim">{words.t('meeting.times_hint', { minutes: times.minutes, zone: zone() })}</p>
      {chosen.map((at, index) => {
        const day = localOf(at, zone()).local.slice(0, 10);
        return (
          <fieldset key={index} className="fl-propose-time">
            <legend>{words.t('meeting.time_nth', { number: index + 1 })}</legend>
            <NativeSelect
              aria-label={words.t('meeting.day')}
              value={day}
              onChange={(event) => put(index, days.get(event.currentTarget.value)![0]!)}
              data={keys.map((key) => ({ value: key, label: dayName.format(days.get(key)![0]) }))}
            />
            <NativeSelect
              aria-label={words.t('meeting.time')}
              value={String(at)}
              onChange={(event) => put(index, Number(event.currentTarget.value))}
              data={days.get(day)!.map((slot) => ({ value: String(slot), label: clock.format(slot) }))}
            />
          </fieldset>
        );
      })}
      {chosen.length < most && (
        <button type="button" className="fl-more" onClick={() => setChosen([...chosen, nextAfter(days, chosen)])}>
          {words.t('meeting.another_time')}
        </button>
      )}
      {!meeting && (
        <Textarea
          label={words.t('meeting.about')}
          autosize
          minRows={2}
          maxLength={2_000}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
        />
      )}
      <ProblemNote error={propose.error} />
      <div className="fl-propose-end">
        <Button variant="default" onClick={close}>
          {words.t('meeting.cancel_dialog')}
        </Button>
        <Button type="submit" loading={propose.isPending}>
          {words.t('meeting.send')}
        </Button>
      </div>
    </form>
  );
}

/** The first time of the day after the last that was chosen, or else any that was not. */
function nextAfter(days: ReadonlyMap<string, number[]>, chosen: readonly number[]): number {
  const last = Math.max(...chosen);
  const all = [...days.values()];
  const later = all.map((slots) => slots[0]!).find((at) => at > last);
  return later ?? all.flat().find((at) => !chosen.includes(at)) ?? last;
}
