import { keep, kept } from '@fairlead/client';
import { useEffect, useRef, useSyncExternalStore } from 'react';

const key = 'fairlead.console.keys';
const changed = new EventTarget();

/** Whether single letters act: a person who speaks to their computer may need them off (WCAG 2.1.4). */
export function useKeysOn(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (tell) => {
      changed.addEventListener('keys', tell);
      return () => changed.removeEventListener('keys', tell);
    },
    () => kept<boolean>(key) ?? true,
  );
  const set = (next: boolean) => {
    keep(key, next);
    changed.dispatchEvent(new Event('keys'));
  };
  return [on, set];
}

/** Whether letters belong to what has the focus: text fields take them, and a select looks them up. */
function writes(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|file)$/.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The letter that stands on the key, for a keyboard that is set to Hangul, kana or Cyrillic: there `key` is `ㅓ` or `Process` where `j` was meant. */
function latinLetter(event: KeyboardEvent): string {
  if (/^[\x20-\x7e]$/.test(event.key)) return '';
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? '';
}

/** Letters that act while this is on the screen; never while somebody writes, and never behind a dialog. */
export function useKeys(keys: Record<string, () => void>): void {
  const newest = useRef(keys);
  newest.current = keys;
  const [on] = useKeysOn();
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (writes(event.target) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      const act = newest.current[event.key] ?? newest.current[latinLetter(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}

/** Moves the focus along the rows of the list on the screen: marked by `data-row`, the open one by `aria-current`. */
export function moveInList(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current'));
  const to = from < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, from + by));
  rows[to]?.focus();
}
