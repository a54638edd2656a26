import { keep, kept, newId } from '@fairlead/client';
import type { Ask } from '@fairlead/contract';
import { Button, Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Answer, isGiven, isSettled, noAnswer } from './answer.ts';
import { useAct, useDesk } from './desk.tsx';
import { EvidenceField } from './evidence-field.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import { SendFlare } from './send-flare.tsx';

interface Giving {
  /** Of the entry: giving may be repeated with it. */
  id: string;
  answer: Answer;
  internal: boolean;
  tried: boolean;
}

const keyOf = (thread: string, item: string) => `fairlead.evidence.${thread}.${item}`;

/** Whether somebody began to give an item in this browser. */
export const isBegun = (thread: string, item: string): boolean => kept(keyOf(thread, item)) !== null;

/** Gives one item of a thread in place. What is written is kept in the browser until the desk has it. */
export function Give({ thread, ask, done }: { thread: string; ask: Ask; done: () => void }) {
  const words = useWords();
  const { me } = useDesk();
  const queries = useQueryClient();
  const key = keyOf(thread, ask.item);
  const [giving, setGiving] = useState<Giving>(() => kept<Giving>(key) ?? { id: newId(), answer: noAnswer, internal: false, tried: false });
  const give = useAct('POST /threads/{id}/evidence');
  const { answer, internal } = giving;
  const newest = useRef(giving);

  const put = (to: Partial<Giving>) => {
    if (give.isPending) return;
    const { id, tried } = newest.current;
    // What was sent may have been taken in, and stays as it was; what is written since is another answer.
    const next = (newest.current = { ...newest.current, id: tried ? newId() : id, tried: false, ...to });
    setGiving(next);
    keep(key, isGiven(next.answer) || next.answer.pending.length > 0 ? next : null);
  };
  const send = async () => {
    if (!isGiven(answer) || !isSettled(answer) || give.isPending) return;
    const files = answer.files.map((f) => f.id);
    const body = { id: giving.id, item: ask.item, text: answer.text.trim(), files, internal };
    put({ id: giving.id, tried: true });
    // The entry may arrive before the answer and take this form away: what follows does not hang on it.
    const given = await give.mutateAsync({ params: { id: thread }, body }).catch(() => null);
    if (!given) return;
    keep(key, null);
    void queries.invalidateQueries({ queryKey: ['GET /threads/{id}/checklist'] });
    done();
  };
  const ready = isGiven(answer) && isSettled(answer);
  return (
    <form
      className="fl-give"
      aria-label={ask.label}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.stopPropagation();
        done();
      }}
    >
      <EvidenceField ask={ask} value={answer} change={(next) => put({ answer: next })} thread={thread} bare autoFocus>
        {ask.shape === 'flare' && <SendFlare thread={thread} sent={done} />}
      </EvidenceField>
      {me.kind === 'staff' && (
        <Checkbox
          size="sm"
          label={words.t('give.internal')}
          checked={internal}
          onChange={(event) => put({ internal: event.currentTarget.checked })}
        />
      )}
      <ProblemNote error={give.error} />
      <div className="fl-give-row">
        <Button type="submit" size="compact-sm" loading={give.isPending} aria-disabled={!ready} data-disabled={!ready || undefined}>
          {words.t('give.send')}
        </Button>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={done}>
          {words.t('give.close')}
        </Button>
      </div>
    </form>
  );
}
