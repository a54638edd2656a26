import type { Channels } from '@fairlead/contract';
import { useDesk } from '@fairlead/ui';
import { NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import { useActFor } from '../../shared/organizations.ts';
import { type Key, useWords } from '../../shared/words.ts';
import { type Complaint, type Complaints, type Draft, type Field, longest, whyFields } from './draft.ts';
import { Notices } from './Notices.tsx';
import { standsFor } from './use-channels.ts';

interface FieldsProps {
  draft: Draft;
  channels: Channels | undefined;
  shown: Complaints;
  change: (what: Partial<Draft>) => void;
}

export function Fields({ draft, channels, shown, change }: FieldsProps) {
  const words = useWords();
  const { desk } = useDesk();
  const technical = draft.question === 'technical';
  const { about, asksWhy } = standsFor(draft, channels);
  const says = useComplaints(draft, shown);
  return (
    <fieldset className="fields" disabled={draft.sent}>
      <p className="dim">{words.t('new.intro')}</p>
      <ForWhom />
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
      {channels && <About kinds={channels.kinds} about={about} choose={(to) => change({ about: chosen(draft, to) })} />}
      {technical && (
        <NativeSelect
          name="area"
          size="md"
          label={words.t('new.area')}
          value={draft.area ?? ''}
          onChange={(event) => change({ area: event.currentTarget.value || null })}
          error={says('area')}
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
        error={says('subject')}
      />
      <Textarea
        name="text"
        size="md"
        autosize
        minRows={6}
        maxRows={24}
        label={words.t('new.text')}
        description={technical ? words.t('new.text.hint') : words.t('new.text.hint.sales')}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
        error={says('text')}
      />
      <Notices notices={channels?.notices ?? []} />
      {asksWhy && (
        <WhyUrgent
          draft={draft}
          says={says}
          change={change}
          // Nobody said it, it was only read: one word takes it back.
          notUrgent={draft.about ? null : () => change({ about: about.filter((kind) => !asksWhyOf(channels, kind)) })}
        />
      )}
    </fieldset>
  );
}

/** Who takes back all that they chose leaves it to the words again; who takes back what was read means it. */
const chosen = ({ about }: Draft, to: string[]) => (to.length === 0 && about !== null ? null : to);

const asksWhyOf = (channels: Channels | undefined, kind: string) => channels?.kinds.find((each) => each.kind === kind)?.asks_why === true;

const missing: Record<Field, Key> = {
  area: 'new.area.missing',
  subject: 'new.subject.missing',
  text: 'new.text.missing',
  impact: 'new.why.missing',
  since: 'new.why.missing',
  affected: 'new.why.missing',
};

/** What is wrong with a field, in words. */
function useComplaints(draft: Draft, shown: Complaints): (field: Field) => string | undefined {
  const words = useWords();
  return (field) => {
    const complaint: Complaint | undefined = shown[field];
    if (!complaint) return undefined;
    if (complaint === 'missing' || field === 'area') return words.t(missing[field]);
    if (field === 'text') return words.t('new.text.too_long', { over: draft.text.trim().length - longest.text });
    return words.t('new.too_long', { limit: longest[field] });
  };
}

/** S3: asked only of who has access to several. */
function ForWhom() {
  const words = useWords();
  const { me } = useDesk();
  const actFor = useActFor();
  if (me.kind !== 'member' || me.organizations.length < 2) return null;
  return (
    <NativeSelect
      size="md"
      label={words.t('organization.acting')}
      value={me.organization.id}
      disabled={actFor.isPending}
      onChange={(event) => actFor.mutate(event.currentTarget.value)}
      data={me.organizations.map(({ id, name, site }) => ({ value: id, label: site ? `${name} · ${site}` : name }))}
    />
  );
}

/** What it is about: several may be chosen. What was read from the words stands chosen until its writer says otherwise. */
function About({ kinds, about, choose }: { kinds: Channels['kinds']; about: readonly string[]; choose: (about: string[]) => void }) {
  const words = useWords();
  return (
    <fieldset className="about">
      <legend>{words.t('new.about')}</legend>
      <p className="dim">{words.t('new.about.hint')}</p>
      <div className="chips">
        {kinds.map(({ kind, label }) => (
          <label key={kind} className="chip">
            <input
              type="checkbox"
              checked={about.includes(kind)}
              onChange={(event) => choose(event.currentTarget.checked ? [...about, kind] : about.filter((each) => each !== kind))}
            />
            <svg className="chip-mark" viewBox="0 0 16 16" aria-hidden="true">
              <path d="m3.5 8.5 3 3 6-7" />
            </svg>
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface WhyProps {
  draft: Draft;
  says: (field: Field) => string | undefined;
  change: (what: Partial<Draft>) => void;
  notUrgent: (() => void) | null;
}

/** S13: what stands still, since when, who is affected. */
function WhyUrgent({ draft, says, change, notUrgent }: WhyProps) {
  const words = useWords();
  return (
    <fieldset className="why">
      <legend>{words.t('urgent.why')}</legend>
      <p className="dim">
        {words.t('new.why.hint')}{' '}
        {notUrgent && (
          <button type="button" className="in-text" onClick={notUrgent}>
            {words.t('new.why.not')}
          </button>
        )}
      </p>
      {whyFields.map((field) => (
        <Textarea
          key={field}
          name={field}
          size="md"
          autosize
          required
          withAsterisk={false}
          minRows={1}
          maxRows={8}
          label={words.t(`urgent.${field}`)}
          placeholder={words.t(`new.why.${field}.example`)}
          value={draft[field]}
          onChange={(event) => change({ [field]: event.currentTarget.value })}
          error={says(field)}
        />
      ))}
    </fieldset>
  );
}
