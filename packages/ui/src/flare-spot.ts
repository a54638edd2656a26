import type { FlarePlace } from '@fairlead/contract';

/** What of a flare is looked at, and how. */
export const flareTabs = ['files', 'logs', 'commands', 'differences'] as const;
export type FlareTab = (typeof flareTabs)[number];

/** Where in a flare one is. It stands in the address, so that it can be linked to. */
export interface FlareSpot {
  tab: FlareTab;
  path: string | null;
  /** From 1. */
  line: number | null;
  /** The last of several. */
  to: number | null;
}

/** Goes to a file, or a tab; what is not said is as on first sight. */
export type GoTo = (spot: Partial<FlareSpot>) => void;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOf = (value: unknown): number | null => (Number(value) > 0 && Number.isInteger(Number(value)) ? Number(value) : null);

/** What an address says of it. */
export function spotIn(search: { tab?: unknown; path?: unknown; line?: unknown; to?: unknown }): FlareSpot {
  const tab = flareTabs.find((one) => one === search.tab) ?? 'files';
  return { tab, path: textOf(search.path), line: numberOf(search.line), to: numberOf(search.to) };
}

/** What of it an address says. */
export interface FlareSearch {
  tab?: string;
  path?: string;
  line?: number;
  to?: number;
}

export function searchOf({ tab = 'files', path, line, to }: Partial<FlareSpot>): FlareSearch {
  return {
    ...(tab === 'files' ? {} : { tab }),
    ...(path ? { path } : {}),
    ...(line ? { line } : {}),
    ...(to && line && to > line ? { to } : {}),
  };
}

/** The address of a line for one of its readers. */
export const lineAddress = (audience: 'staff' | 'member', { flare, path, line }: FlarePlace): string =>
  `${audience === 'staff' ? '/console' : '/portal'}/flares/${flare}?${new URLSearchParams({ path, line: String(line) }).toString()}`;
