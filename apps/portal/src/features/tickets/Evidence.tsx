import { newId } from '@fairlead/client';
import type { Ask } from '@fairlead/contract';
import { type Answer, EvidenceField, isGiven, NeedBadge, noAnswer, StateMark } from '@fairlead/ui';
import { useState } from 'react';
import { useWords } from '../../shared/words.ts';
import { heldFor, HoldBundles } from './bundles.tsx';
import type { Draft } from './draft.ts';

interface EvidenceProps {
  asks: readonly Ask[];
  draft: Draft;
  change: (what: Partial<Draft>) => void;
}

/** What helps with the request, asked once. What is needed stands open; all of it may be left out. */
export function Evidence({ asks, draft, change }: EvidenceProps) {
  const words = useWords();
  const standing = asks.map((ask) => ({ ask, state: stateOf(ask, draft) }));
  const given = standing.filter((s) => s.state === 'given').length;
  const of = standing.filter((s) => s.state !== 'declined').length;
  return (
    <fieldset className="evidence" disabled={draft.sent} aria-describedby="evidence-hint">
      <legend>
        {words.t('new.evidence.title')} <span className="dim">{words.t('checklist.count', { given, of })}</span>
      </legend>
      <p id="evidence-hint" className="dim">
        {words.t('new.evidence.hint')}
      </p>
      <ul>
        {standing.map(({ ask, state }) => (
          <Item key={ask.item} ask={ask} state={state} draft={draft} change={change} />
        ))}
      </ul>
    </fieldset>
  );
}

type State = 'missing' | 'given' | 'declined';

const answerOf = (draft: Draft, item: string): Answer => draft.answers[item]?.answer ?? noAnswer;

function stateOf({ item, known, shape }: Ask, draft: Draft): State {
  if (draft.declined.includes(item)) return 'declined';
  if (shape === 'flare' && heldFor(draft.id).length > 0) return 'given';
  return isGiven(answerOf(draft, item)) || known ? 'given' : 'missing';
}

function Item({ ask, state, draft, change }: { ask: Ask; state: State } & Omit<EvidenceProps, 'asks'>) {
  const words = useWords();
  const { item, label } = ask;
  const answer = answerOf(draft, item);
  const [open, setOpen] = useState(ask.need === 'required' && !ask.known);
  const begun = isGiven(answer) || answer.pending.length > 0;

  const put = (to: Answer) => {
    const { [item]: mine, ...others } = draft.answers;
    const isEmpty = to.text === '' && to.files.length === 0 && to.pending.length === 0;
    change({ answers: isEmpty ? others : { ...others, [item]: { id: mine?.id ?? newId(), answer: to } } });
  };
  const decline = (declined: boolean) => {
    change({ declined: declined ? [...draft.declined, item] : draft.declined.filter((other) => other !== item) });
    setOpen(!declined);
  };

  return (
    <li data-item={item} data-state={state}>
      <StateMark state={state} />
      <div className="evidence-item">
        <div className="evidence-head">
          <strong>{label}</strong>
          {state === 'missing' && <NeedBadge need={ask.need} />}
          {state === 'declined' && <span className="dim">{words.t('checklist.declined')}</span>}
        </div>
        {!open && state === 'given' && <p className="evidence-said">{said(ask, answer) || ask.known}</p>}
        {!open && state === 'given' && !begun && <p className="dim">{words.t('new.evidence.known')}</p>}
        {open && state !== 'declined' && (
          <EvidenceField ask={ask} value={answer} change={put} thread={null} bare>
            {ask.shape === 'flare' && <HoldBundles draft={draft.id} changed={() => change({})} />}
          </EvidenceField>
        )}
        <div className="evidence-acts">
          {state === 'declined' ? (
            <button
              type="button"
              className="in-text"
              aria-label={words.t('new.evidence.take_back_item', { item: label })}
              onClick={() => decline(false)}
            >
              {words.t('new.evidence.take_back')}
            </button>
          ) : (
            <>
              {!open && (
                <button
                  type="button"
                  className="in-text"
                  aria-label={words.t(state === 'given' ? 'new.evidence.change_item' : 'new.evidence.add_item', { item: label })}
                  onClick={() => setOpen(true)}
                >
                  {words.t(state === 'given' ? 'new.evidence.change' : 'new.evidence.add')}
                </button>
              )}
              {open && begun && (
                <button type="button" className="in-text" onClick={() => setOpen(false)}>
                  {words.t('new.evidence.fold')}
                </button>
              )}
              {!begun && !ask.known && (
                <button
                  type="button"
                  className="in-text quiet"
                  aria-label={words.t('new.evidence.skip_item', { item: label })}
                  onClick={() => decline(true)}
                >
                  {words.t('checklist.skip')}
                </button>
              )}
            </>
          )}
        </div>
      </div>
    </li>
  );
}

/** What is ready, in one line. */
function said({ choices }: Ask, { text, files }: Answer): string {
  const words = choices.find((c) => c.value === text)?.label ?? text.trim();
  return [words, ...files.map((file) => file.name)].filter(Boolean).join(' · ');
}
