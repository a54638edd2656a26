import { Refused, Unanswered } from '@fairlead/client';
import type { Words } from '@fairlead/words';
import { Button } from '@mantine/core';
import { useWords } from './root.tsx';

/** What went wrong, as one sentence for the person it happened to. */
export function problemSentence(words: Words, error: Error): string {
  if (error instanceof Refused) return words.t(`refusal.${error.code}`);
  return words.t(error instanceof Unanswered ? 'problem.unanswered' : 'problem.unexpected');
}

/** Shows what went wrong, and a way to try again where there is one. */
export function ProblemNote({ error, again }: { error: Error | null; again?: () => void }) {
  const words = useWords();
  if (!error) return null;
  return (
    <div className="fl-problem" role="alert">
      <span>{problemSentence(words, error)}</span>
      {again && (
        <Button size="compact-sm" variant="default" onClick={again}>
          {words.t('problem.again')}
        </Button>
      )}
    </div>
  );
}
