/**
 * What console and portal share: the root with words and looks, the way to the desk, and the thread with its composer.
 *
 * An app renders `<UiRoot load={…}><DeskDoor connection={…} title={…}>…</DeskDoor></UiRoot>`; below it `useWords`, `useDesk`,
 * `useCall`, `useAct` and `useThread` work, and `<Conversation thread={…} audience={…} />` is a whole thread to read and write in
 * (`ThreadView` and `Composer` put together). `<EvidenceChecklist>` stands beside a thread, `<EvidenceField>` in a form of one's own.
 */
export { AccessTokens, Revoke, Secret } from './access.tsx';
export { type Answer, evidenceOf, isGiven, isSettled, noAnswer } from './answer.ts';
export { EvidenceChecklist, StateMark, useChecklist } from './checklist.tsx';
export { Composer, type ComposerHandle, type Mentionable } from './composer.tsx';
export { Conversation } from './conversation.tsx';
export { type DeskAccess, DeskDoor, personOf, useAct, useCall, useDesk, useLookers, useThread, useThreads } from './desk.tsx';
export { EvidenceField, NeedBadge } from './evidence-field.tsx';
export { ExportLinks } from './export-links.tsx';
export { type FlareSearch, searchOf, spotIn } from './flare-spot.ts';
export { FlareView } from './flare-view.tsx';
export { SendFlare } from './send-flare.tsx';
export { FileView, FileViewer } from './files.tsx';
export { MailPreferences } from './mail-preferences.tsx';
export { Meetings } from './meetings.tsx';
export { itemName } from '@fairlead/words/item-name';
export { LanguageMenu, PersonMark, TicketStateBadge } from './people.tsx';
export { problemSentence, ProblemNote } from './problem.tsx';
export { chosenLanguage, UiRoot, useLanguage, useWords } from './root.tsx';
export { SignIn } from './sign-in.tsx';
export { ThreadView } from './thread-view.tsx';
