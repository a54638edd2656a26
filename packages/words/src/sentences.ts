import type { Desk, Happening } from '@fairlead/contract';
import type { Words } from './words.ts';
import { itemName } from './item-name.ts';

/** What happened, as one sentence. `solved`: whether the chat that this thread began with ended solved. */
export function happeningSentence(
  words: Words,
  body: Happening,
  audience: 'member' | 'staff',
  solved: boolean,
  desk: Pick<Desk, 'fields'>,
): string {
  const by = 'by' in body && body.by && audience === 'staff' ? body.by : null;
  const done = (what: string) => (by ? words.t('event.by', { what, by }) : what);
  const meeting = ({ kind }: { kind: 'call' | 'screen_share' }) => words.t(`meeting.kind.${kind}`);
  const list = (items: string[]) => new Intl.ListFormat(words.language).format(items);
  switch (body.event) {
    case 'chat_waiting':
      return words.t(`event.chat_waiting.${body.question}`, { summary: body.summary });
    case 'chat_ended':
      return words.t(`event.chat_ended.${body.by}`, { name: body.name ?? '' });
    case 'returned_to_line':
      return words.t(audience === 'staff' ? 'event.returned_to_line.staff' : 'event.returned_to_line', { name: body.name });
    case 'handed_over':
      return words.t('event.handed_over', { from: body.from, to: body.to });
    case 'ticket_opened': {
      const { number, assignee } = body;
      const team = body.team && words.named(body.team);
      if (solved) return words.t('event.ticket_opened.solved', { number });
      const goes =
        team && assignee
          ? words.t('event.ticket_opened.assignee', { number, team, assignee })
          : team
            ? words.t('event.ticket_opened.team', { number, team })
            : words.t('event.ticket_opened', { number });
      return body.promised ? `${goes}. ${words.t('event.ticket_promised', { when: words.time(body.promised) })}` : goes;
    }
    case 'ticket_assigned':
      if (body.assignee) return done(words.t('event.ticket_assigned.assignee', { assignee: body.assignee }));
      return done(
        body.team ? words.t('event.ticket_assigned.team', { team: words.named(body.team) }) : words.t('event.ticket_assigned.nobody'),
      );
    case 'ticket_state': {
      const name = (state: string) => words.t(state === 'pending' && audience === 'staff' ? 'state.pending.staff' : `state.${state}`);
      return done(words.t('event.ticket_state', { from: name(body.from), to: name(body.to) }));
    }
    case 'evidence_missing':
      return words.t('event.evidence_missing', { items: list(body.items.map((item) => itemName(words, desk, item))) });
    case 'evidence_asked': {
      const items = list(body.items.map(({ item, label }) => itemName(words, desk, item, label)));
      return body.by === null ? words.t('event.evidence_asked.desk', { items }) : words.t('event.evidence_asked', { by: body.by, items });
    }
    case 'urgent':
      return `${words.t('event.urgent', { impact: body.impact })}\n${words.t('event.urgent.more', { since: body.since, affected: body.affected })}`;
    case 'channel_chosen':
      return body.advised === body.chosen
        ? words.t('event.channel_chosen.same', { channel: body.chosen })
        : words.t('event.channel_chosen.other', { advised: body.advised, chosen: body.chosen });
    case 'closing_soon':
      return words.t('event.closing_soon', { when: words.time(body.closes) });
    case 'incident_attached':
      return words.t('event.incident_attached', { title: body.title });
    case 'incident_update':
    case 'incident_closed':
      return words.t(`event.${body.event}`, { title: body.title, text: body.text });
    case 'escalated': {
      const { team, assignee } = body;
      const key = assignee ? 'event.escalated.assignee' : 'event.escalated';
      return done(words.t(key, { team: words.named(team), assignee: assignee ?? '' }));
    }
    case 'urgency_lifted':
      return done(words.t('event.urgency_lifted'));
    case 'promise_warning':
    case 'promise_broken':
      return words.t(`event.${body.event}`, { promise: body.promise, when: words.time(body.due) });
    case 'mail_undelivered':
      return words.t('event.mail_undelivered', { to: body.to, why: words.t(`mail.trouble.${body.trouble}`) });
    case 'mail_automatic':
      return words.t('event.mail_automatic', { from: body.from, subject: body.subject });
    case 'mail_of_stranger':
      return words.t('event.mail_of_stranger', { number: body.number, from: body.from });
    case 'flare_read': {
      const found = words.t('event.flare_read', { name: body.bundle, errors: body.errors, warnings: body.warnings });
      return body.first ? words.t('event.flare_read.first', { found, first: words.named(body.first) }) : found;
    }
    case 'flare_failed':
      return words.t('event.flare_failed', { name: body.bundle });
    case 'finding_shown':
      return done(words.t('event.finding_shown', { name: body.bundle, found: words.named(body.found) }));
    case 'original_opened':
      return done(words.t('event.original_opened', { name: body.bundle, reason: body.reason }));
    case 'flare_asked':
      return done(words.t('event.flare_asked', { service: body.service, minutes: Math.ceil(body.seconds / 60) }));
    case 'mail_sealed':
      return words.t('event.mail_sealed', { how: body.how });
    case 'mail_refers':
    case 'merged_into':
    case 'merge_undone':
    case 'split_from':
      return done(words.t(`event.${body.event}`, { number: body.number }));
    case 'merged_in':
    case 'split_off':
      return done(words.t(`event.${body.event}`, { number: body.number, subject: body.subject }));
    case 'issue_linked':
    case 'issue_unlinked':
      return done(words.t(`event.${body.event}`, { title: body.title }));
    case 'rated': {
      const said = words.t(body.good ? 'event.rated.good' : 'event.rated.bad', { by: body.by ?? '' });
      return body.comment ? words.t('event.rated.comment', { said, comment: body.comment }) : said;
    }
    case 'meeting_proposed': {
      const { minutes, times } = body;
      return words.t('event.meeting_proposed', { by: body.by, kind: meeting(body), minutes, times: list(times.map(words.time)) });
    }
    case 'meeting_agreed': {
      const { host, minutes, starts, instead_of: before } = body;
      const values = { kind: meeting(body), host, minutes, when: words.time(starts) };
      return before ? words.t('event.meeting_moved', { ...values, before: words.time(before) }) : words.t('event.meeting_agreed', values);
    }
    case 'meeting_cancelled': {
      const values = { by: body.by, kind: meeting(body) };
      const said = body.starts
        ? words.t('event.meeting_cancelled.when', { ...values, when: words.time(body.starts) })
        : words.t('event.meeting_cancelled', values);
      return body.reason ? words.t('event.meeting_reason', { said, reason: body.reason }) : said;
    }
    default:
      return words.t(`event.${body.event}`, { name: body.name });
  }
}
