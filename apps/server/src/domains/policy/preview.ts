/** A verdict in one sentence, for whoever writes the policy. */
import type { Words } from '@fairlead/words';
import { type Customer, planOf, type Verdict } from './channels.ts';
import type { Policy } from './rules.ts';

/**
 * Like "On Thu 26 Nov 2026 at 18:59 in New York, a standard-plan organization: chat closed (Thanksgiving Day); next open Fri 27 Nov
 * at 10:00." Times are those of `clock`, a time zone, or else of the calendar that the customer's chat follows.
 */
export function previewSentence(
  words: Words,
  policy: Policy,
  at: Date,
  customer: Customer,
  { chat, ticket }: Verdict,
  clock?: string,
): string {
  const { languages, calendars, plans, default_plan } = policy.document;
  const offer = languages[customer.language].chat.find((o) => o.language === chat.language);
  const zone = clock ?? calendars[offer?.calendar ?? planOf(policy, customer.plan).chat ?? '']?.zone ?? 'UTC';
  const when = (instant: Date, long = false) =>
    new Intl.DateTimeFormat(words.language === 'en' ? 'en-GB' : words.language, {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(long ? { year: 'numeric' } : {}),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(instant);
  const plan = customer.plan in plans ? customer.plan : default_plan;
  const named = plans[plan]!.name;
  const who = words.t('preview.who', { plan: named[words.language] ?? named.en, hipaa: customer.hipaa ? 'yes' : 'no' });
  const parts = [
    chat.open
      ? chat.closes
        ? words.t('preview.open_until', { when: when(chat.closes) })
        : words.t('preview.open')
      : words.t(`preview.closed.${chat.why}`, {
          because: typeof chat.because === 'string' ? chat.because : (chat.because?.[words.language] ?? chat.because?.en ?? ''),
        }),
    ...(chat.opens ? [words.t('preview.opens', { when: when(chat.opens) })] : []),
    ...(ticket.promised ? [words.t('preview.promised', { when: when(ticket.promised) })] : []),
    ...(ticket.open ? [] : [words.t('preview.no_ticket')]),
  ];
  return words.t('preview.sentence', {
    when: when(at, true),
    zone: zone.split('/').at(-1)!.replaceAll('_', ' '),
    who,
    what: parts.join('; '),
  });
}
