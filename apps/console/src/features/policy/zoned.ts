/** Wall clocks of time zones, for fields of date and time. */

/** What a clock in a zone shows, as `2026-11-26T18:59`. */
export function wallTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}

/** How far a zone is ahead of UTC, milliseconds. */
const ahead = (at: number, zone: string) => Date.parse(`${wallTime(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;

/**
 * The instant at which a clock in a zone shows this; null for what is no time. Of an hour that comes twice it is the first, and a
 * time within the hour that is skipped is as much later as the clocks are put forward.
 */
export function instantOf(wall: string, zone: string): number | null {
  const read = Date.parse(`${wall}Z`);
  if (Number.isNaN(read)) return null;
  const candidates = [ahead(read - 86_400_000, zone), ahead(read + 86_400_000, zone)].map((offset) => read - offset);
  return candidates.find((at) => wallTime(at, zone) === wall) ?? candidates[0]!;
}

/** Times of a zone as a person reads them, like `Thu 26 Nov, 18:59`. */
export function clockOf(language: string, zone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => format.format(new Date(at));
}

export const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
export const zones: readonly string[] = Intl.supportedValuesOf('timeZone');
