import { ProblemNote, useDesk } from '@fairlead/ui';
import { Button, Checkbox, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { RunningChat } from '../../shared/RunningChat.tsx';
import { useTitle } from '../../shared/title.ts';
import { type Key, listed, useWords } from '../../shared/words.ts';
import { Advice } from './Advice.tsx';
import {
  type Complaint,
  type Complaints,
  complaints,
  type Draft,
  excess,
  freshDraft,
  isEmpty,
  keepDraft,
  keptDraft,
  longestSubject,
} from './draft.ts';
import { useSendDraft } from './send-draft.ts';

const helpful = ['link', 'screenshot', 'steps', 'docs'] as const;

/** The form of a ticket. It is kept in the browser from the first letter, and sent until the desk has it. */
export function NewTicket() {
  const words = useWords();
  useTitle(words.t('new.title'));
  const { me } = useDesk();
  const person = me.kind === 'member' ? me.member.id : me.staff.id;
  const [draft, setDraft] = useState(() => keptDraft(person));
  const [shown, setShown] = useState<Complaints>({});
  const form = useRef<HTMLFormElement>(null);
  const urgentWord = words.t('new.urgent.said');

  const change = (what: Partial<Draft>) => {
    const next = { ...draft, ...what };
    setDraft(next);
    keepDraft(person, isEmpty(next) ? null : next);
    setShown((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in what))));
  };
  const sending = useSendDraft(draft, person, urgentWord, change);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = complaints(draft, urgentWord);
    setShown(found);
    const first = (['area', 'subject', 'text', 'why'] as const).find((field) => found[field]);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else change({ sent: true });
  };
  const discard = () => {
    keepDraft(person, null);
    setDraft(freshDraft());
    setShown({});
  };

  return (
    <div className="page two">
      <div className="page-head">
        <Link to="/" className="back" aria-label={words.t('portal.back')}>
          <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="m15 5-7 7 7 7" />
          </svg>
        </Link>
        <h1>{words.t('new.title')}</h1>
      </div>
      <RunningChat />
      <Advice />
      <form ref={form} className="form" noValidate onSubmit={submit} aria-busy={draft.sent}>
        <p className="dim">{words.t('new.intro')}</p>
        <Fields draft={draft} shown={shown} change={change} over={excess(draft, urgentWord)} />
        {sending.refused && <ProblemNote error={sending.refused} />}
        {draft.sent && sending.unanswered && (
          <div className="callout" role="alert">
            <strong>{words.t('new.not_sent')}</strong>
            <span>{words.t('new.not_sent.text')}</span>
          </div>
        )}
        <div className="actions">
          <Button type="submit" size="md" disabled={draft.sent} loading={draft.sent && !sending.unanswered}>
            {words.t(draft.sent ? 'new.sending' : 'new.send')}
          </Button>
          {!isEmpty(draft) && !draft.sent && (
            <>
              <Button variant="subtle" color="gray" onClick={discard}>
                {words.t('new.discard')}
              </Button>
              <span className="dim">{words.t('new.kept')}</span>
            </>
          )}
        </div>
      </form>
    </div>
  );
}

interface FieldsProps {
  draft: Draft;
  shown: Complaints;
  change: (what: Partial<Draft>) => void;
  over: number;
}

function Fields({ draft, shown, change, over }: FieldsProps) {
  const words = useWords();
  const { desk } = useDesk();
  const technical = draft.question === 'technical';
  const says = (complaint: Complaint | undefined, missing: Key, tooLong?: string) =>
    complaint === 'missing' ? words.t(missing) : complaint === 'too_long' ? tooLong : undefined;
  const items = listed(
    words,
    helpful.map((each) => words.t(`evidence.${each}`)),
  );
  return (
    <fieldset className="fields" disabled={draft.sent}>
      <Radio.Group size="md" label={words.t('new.question')} value={draft.question} onChange={(to) => change({ question: to })}>
        <div className="kinds">
          {(['technical', 'sales'] as const).map((question) => (
            <Radio.Card key={question} value={question} className="kind">
              <Radio.Indicator />
              <span>
                <strong>{words.t(`new.question.${question}`)}</strong>
                <span className="dim">{words.t(`new.question.${question}.text`)}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {technical && (
        <NativeSelect
          name="area"
          size="md"
          label={words.t('new.area')}
          value={draft.area ?? ''}
          onChange={(event) => change({ area: event.currentTarget.value || null })}
          error={says(shown.area, 'new.area.missing')}
          data={[
            { value: '', label: words.t('new.area.choose') },
            ...desk.areas.map((area) => ({ value: area.key, label: words.named(area.name) })),
          ]}
        />
      )}
      <TextInput
        name="subject"
        size="md"
        label={words.t('new.subject')}
        placeholder={words.t(technical ? 'new.subject.example' : 'new.subject.example.sales')}
        value={draft.subject}
        onChange={(event) => change({ subject: event.currentTarget.value })}
        error={says(shown.subject, 'new.subject.missing', words.t('new.subject.too_long', { limit: longestSubject }))}
      />
      <Textarea
        name="text"
        size="md"
        autosize
        minRows={6}
        maxRows={24}
        label={words.t('new.text')}
        description={technical ? words.t('new.text.hint', { items }) : words.t('new.text.hint.sales')}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
        error={says(shown.text, 'new.text.missing', words.t('new.text.too_long', { over }))}
      />
      <Checkbox
        size="md"
        label={words.t('new.urgent')}
        checked={draft.urgent}
        onChange={(event) => change({ urgent: event.currentTarget.checked })}
      />
      {draft.urgent && (
        <Textarea
          name="why"
          size="md"
          autosize
          minRows={2}
          maxRows={8}
          label={words.t('new.urgent.why')}
          description={words.t('new.urgent.hint')}
          value={draft.why}
          onChange={(event) => change({ why: event.currentTarget.value })}
          error={says(shown.why, 'new.urgent.missing')}
        />
      )}
    </fieldset>
  );
}
