/** A verdict as it is told: in the reader's language, with what the line and the incidents are. */
import type { Channels, Incident, Locale, Notice } from '@fairlead/contract';
import { inWords } from './asks.ts';
import type { Verdict } from './channels.ts';
import { inLanguage } from './document.ts';
import type { Policy } from './rules.ts';

export interface Around {
  /** The language that the customer speaks, which is not always the one that is read. */
  customerLanguage: Locale;
  /** Where a chat begun now would stand; null while none can begin. */
  line: { place: number; minutes: number | null } | null;
  incidents: Incident[];
  notices: Notice[];
  /** Answers by item that the desk knows already. */
  known?: Record<string, string>;
}

export function answer(policy: Policy, verdict: Verdict, at: Date, language: Locale, around: Around): Channels {
  const { chat, ticket } = verdict;
  const { because } = chat;
  return {
    at: at.toISOString(),
    version: policy.version,
    kinds: policy.document.advice.map(({ kind, label, channel, asks_why }) => ({
      kind,
      label: inLanguage(label, language),
      channel,
      asks_why,
    })),
    about: verdict.about,
    from_words: verdict.fromWords,
    advice: { channel: verdict.advised, reason: inLanguage(verdict.reason, language) },
    asks_why: verdict.asksWhy,
    prepare: verdict.prepare.map((needed) => inWords(policy.document, needed, language, around.known ?? {})),
    chat: {
      open: chat.open,
      why: chat.why,
      because: because === null || typeof because === 'string' ? because : inLanguage(because, language),
      language: chat.language,
      other_language: chat.language !== around.customerLanguage,
      opens: chat.opens?.toISOString() ?? null,
      closes: chat.closes?.toISOString() ?? null,
      place: around.line?.place ?? null,
      minutes: around.line?.minutes ?? null,
    },
    ticket: { open: ticket.open, promised: ticket.promised?.toISOString() ?? null },
    incidents: around.incidents,
    notices: around.notices,
  };
}
