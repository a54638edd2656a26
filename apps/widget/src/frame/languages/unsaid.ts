import type en from './en.ts';

/** What is never said in the frame: its build leaves these out, and its `t` does not take them. */
export const unsaid = [
  'launcher.label',
  'composer.note_placeholder',
  'message.note',
  'thread.empty',
  'state.pending.staff',
  'channel.chat',
  'channel.ticket',
  'urgent.badge',
  'event.evidence_asked',
  'event.evidence_asked.desk',
  'event.channel_chosen.same',
  'event.channel_chosen.other',
  'language.en',
  'language.ko',
  'language.ja',
  // These pass by themselves, or are said of a file's state.
  'refusal.upload_unfinished',
  'refusal.file_not_ready',
  // The frame acts by its token, not by cookies.
  'refusal.cross_site',
  // Then that chat is shown.
  'refusal.chat_open_elsewhere',
  // Answers to calls that only staff make.
  'refusal.wrong_password',
  'refusal.engineer_unavailable',
  'refusal.changed_meanwhile',
  'refusal.policy_invalid',
  'refusal.policy_moved',
  'refusal.calendar_invalid',
  // What the frame sends is always JSON.
  'refusal.malformed',
  'refusal.in_use',
  'refusal.last_administrator',
  'refusal.merge_circle',
  'refusal.merge_other_organization',
  'refusal.merge_stands',
  'refusal.macro_placeholder',
  // Of tokens, which the frame has none of.
  'refusal.scope_missing',
  // Calls are arranged in the portal.
  'refusal.meeting_time',
  'refusal.meeting_over',
  'refusal.meeting_open',
] as const satisfies readonly (keyof typeof en)[];

export type Unsaid = (typeof unsaid)[number];
