import { useEffect } from 'react';
import { useKept } from '../../shared/kept.ts';
import { useStaff } from '../../shared/staff.ts';

/** The longest text that the desk takes, in UTF-16 units. */
export const longestPolicy = 200_000;

export interface Draft {
  yaml: string;
  /** The version that its writer saw. */
  base: number;
  /** Whether it is other than what is in force. */
  changed: boolean;
  /** Whether somebody else has put another version in force since. */
  moved: boolean;
  write: (yaml: string) => void;
  /** Goes on from the version in force now, with this text. */
  rebase: () => void;
  /** Takes the text in force again. */
  drop: () => void;
}

/** What an administrator is writing. It is kept in this browser until it is in force or dropped. */
export function useDraft(inForce: { version: number; yaml: string }): Draft {
  const { staff } = useStaff();
  const [written, setWritten] = useKept<{ yaml: string; base: number } | null>(`fairlead.policy.${staff.id}`, () => null);
  const edited = written?.yaml === inForce.yaml ? null : written;
  const over = written !== null && edited === null;
  useEffect(() => {
    if (over) setWritten(null);
  }, [over]);
  const base = edited?.base ?? inForce.version;
  return {
    yaml: edited?.yaml ?? inForce.yaml,
    base,
    changed: edited !== null,
    moved: base !== inForce.version,
    write: (yaml) => setWritten({ yaml, base }),
    rebase: () => edited && setWritten({ ...edited, base: inForce.version }),
    drop: () => setWritten(null),
  };
}
