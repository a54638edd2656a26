/** Calls the routes, follows threads from a number, keeps an outbox, sends files. No framework: widget, portal, console and tests share it. */
export { callWithBytes } from './bytes.ts';
export { call, type Connection, Refused, Unanswered } from './call.ts';
export { sendFile, takeBack, type Sending } from './files.ts';
export { bringFolder, sortFolder, type FolderFile, type Outcome } from './folder.ts';
export { keep, kept } from './keep.ts';
export { type Live, openLive } from './live.ts';
export { followThread, type Outgoing, type ThreadFollower, type ThreadState } from './thread.ts';
export { v7 as newId } from 'uuid';
