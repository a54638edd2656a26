import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  id: string;
  label: string;
  /** The letter that does it as well. */
  key?: string;
  run: () => void;
}

let offered: readonly { owner: object; commands: readonly Command[] }[] = [];
const told = new Set<() => void>();
const set = (next: typeof offered) => {
  offered = next;
  for (const tell of told) tell();
};

/** What can be done on the page that is open, for the list of everything (⌘K). */
export function useCommands(commands: readonly Command[]): void {
  const newest = useRef(commands);
  newest.current = commands;
  const names = commands.map((c) => `${c.id} ${c.label}`).join('\n');
  useEffect(() => {
    const owner = {};
    // Each runs as it is when it is chosen.
    const lasting = newest.current.map((c) => ({ ...c, run: () => newest.current.find((n) => n.id === c.id)?.run() }));
    set([...offered, { owner, commands: lasting }]);
    return () => set(offered.filter((o) => o.owner !== owner));
  }, [names]);
}

export function useOffered(): readonly Command[] {
  const all = useSyncExternalStore(
    (tell) => {
      told.add(tell);
      return () => told.delete(tell);
    },
    () => offered,
  );
  return all.flatMap((o) => o.commands);
}
