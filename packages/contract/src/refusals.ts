/**
 * Every way in which the desk says no, as one closed list: a stable code and its HTTP status.
 * The sentence a person reads is `refusal.<code>` in the catalogs, and each code has a line in docs/refusals.md.
 */
export const refusals = {
  invalid: 400,
  why_urgent: 400,
  meeting_time: 400,
  macro_placeholder: 400,
  policy_invalid: 400,
  calendar_invalid: 400,
  malformed: 400,
  not_signed_in: 401,
  identity_invalid: 401,
  identity_expired: 401,
  wrong_password: 401,
  not_allowed: 403,
  scope_missing: 403,
  chat_not_offered: 403,
  cross_site: 403,
  not_found: 404,
  chat_closed: 409,
  chat_paused: 409,
  chat_ended: 409,
  chat_open_elsewhere: 409,
  id_taken: 409,
  engineer_unavailable: 409,
  ticket_state: 409,
  changed_meanwhile: 409,
  reopens_no_more: 409,
  in_use: 409,
  last_administrator: 409,
  merge_circle: 409,
  merge_other_organization: 409,
  merge_stands: 409,
  meeting_over: 409,
  meeting_open: 409,
  incident_closed: 409,
  policy_moved: 409,
  upload_unfinished: 409,
  file_not_ready: 409,
  too_large: 413,
  unsupported: 415,
  file_damaged: 422,
  too_many: 429,
  unavailable: 503,
  disk_full: 507,
} as const;

export type RefusalCode = keyof typeof refusals;

/** A refusal as it crosses the wire: RFC 9457 problem details (`application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: RefusalCode;
  /** For `invalid` and `policy_invalid`: which fields, and in a document on which line, each with what is wrong. */
  fields?: readonly { path: string; message: string; line?: number }[];
}
