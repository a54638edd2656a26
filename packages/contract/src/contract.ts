/** What crosses a wire, for every program that speaks to the desk: schemas and types, no I/O. */
export * from './calls.ts';
export * from './channels.ts';
export * from './entries.ts';
export * from './evidence.ts';
export * from './files.ts';
export {
  type FlareDifferences,
  type FlareFile,
  type FlareFinding,
  type FlareKey,
  type FlareKind,
  type FlareLeft,
  type FlareReport,
  type FlareRequest,
  type FlareRow,
  type FlareRules,
  type FlareService,
  type FlareTrial,
} from './flare-routes.ts';
export * from './limits.ts';
export { type Article, type ArticleRow, type ArticleVersion, type Category, type FoundArticle } from './knowledge-routes.ts';
export * from './live.ts';
export {
  type Delivery,
  type MailAddress,
  type MailChoices,
  mailKinds,
  type MailSettings,
  type ReceivedMail,
  type SentMail,
} from './mail-routes.ts';
export * from './meetings.ts';
export * from './refusals.ts';
export * from './scopes.ts';
export * from './routes.ts';
export * from './tickets.ts';
export { type DeskReport, type Download, doors, type LoadReport } from './report-routes.ts';
export { type DeskChange, type StaffMember } from './settings-routes.ts';
export { Scope, Token } from './token-routes.ts';
export { Draft, Macro, Mention, type Placeholder, placeholders } from './together-routes.ts';
export * from './views.ts';
export * from './words.ts';
