import type { Ticket } from '@fairlead/contract';
import { ProblemNote, useAct } from '@fairlead/ui';
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../shared/words.ts';

/** How it went: one click says it, a comment may follow. */
export function Rating({ ticket: { number, rating } }: { ticket: Ticket }) {
  const words = useWords();
  const rate = useAct('PUT /tickets/{number}/rating');
  const [asks, setAsks] = useState(false);
  const [comment, setComment] = useState(rating?.comment ?? '');
  const say = async (good: boolean, text: string) => {
    if (!(await rate.mutateAsync({ params: { number }, body: { good, comment: text } }).catch(() => null))) return;
    setAsks(text === '');
  };
  const said = rating && words.t(rating.good ? 'rating.good' : 'rating.bad');
  return (
    <section className="callout calm rating" aria-label={words.t('rating.ask')}>
      <strong className="callout-words" role="status">
        {said ? `${words.t('rating.thanks')}: ${said}` : words.t('rating.ask')}
      </strong>
      <span className="rating-choices">
        {[true, false].map((good) => (
          <Button
            key={String(good)}
            size="xs"
            variant={rating?.good === good ? 'filled' : 'default'}
            aria-pressed={rating?.good === good}
            disabled={rate.isPending}
            onClick={() => void say(good, comment.trim())}
          >
            {words.t(good ? 'rating.good' : 'rating.bad')}
          </Button>
        ))}
      </span>
      {rating && asks && (
        <form
          className="rating-comment"
          onSubmit={(event) => {
            event.preventDefault();
            void say(rating.good, comment.trim());
          }}
        >
          <Textarea
            label={words.t('rating.comment')}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={2_000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" loading={rate.isPending} disabled={comment.trim() === ''}>
            {words.t('rating.send')}
          </Button>
        </form>
      )}
      <ProblemNote error={rate.error} />
    </section>
  );
}
