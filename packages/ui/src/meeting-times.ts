/** The times at which a meeting can begin, on the reader's own clock. */
import type { LocalTime, MeetingTimes } from '@fairlead/contract';

const step = 30 * 60_000;

/** `yyyy-mm-ddThh:mm` of an instant on this device's clock. */
export function localOf(at: number, zone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)!.value;
  return { local: `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`, zone };
}

/** Half hours at which a meeting fits into the open spans, by day of the reader's clock; at most `most` days. */
export function slotsByDay({ open, minutes }: MeetingTimes, zone: string, now: number, most = 14): Map<string, number[]> {
  const days = new Map<string, number[]>();
  for (const span of open) {
    const to = Date.parse(span.to) - minutes * 60_000;
    for (let at = Math.ceil(Math.max(Date.parse(span.from), now + 1) / step) * step; at <= to; at += step) {
      const day = localOf(at, zone).local.slice(0, 10);
      const slots = days.get(day);
      if (slots) slots.push(at);
      else if (days.size === most) return days;
      else days.set(day, [at]);
    }
  }
  return days;
}
