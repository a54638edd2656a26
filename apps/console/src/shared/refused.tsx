import { Refused } from '@fairlead/client';
import { ProblemNote, useWords } from '@fairlead/ui';

/** What went wrong, with what the desk says of each field and line, and a way to try again where there is one. */
export function RefusedNote({ error, again }: { error: Error | null; again?: () => void }) {
  const words = useWords();
  const fields = error instanceof Refused ? (error.problem.fields ?? []) : [];
  return (
    <>
      <ProblemNote error={error} {...(again ? { again } : {})} />
      {fields.length > 0 && (
        <ul className="refused">
          {fields.map(({ path, line, message }) => (
            <li key={`${line} ${path} ${message}`}>{line === undefined ? message : words.t('policy.fault', { line, message })}</li>
          ))}
        </ul>
      )}
    </>
  );
}
