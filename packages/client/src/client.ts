/** Calls the routes, follows threads from a number, keeps an outbox. No framework: widget, portal, console and tests share it. */
export { call, type Connection, download, Refused, Unanswered, upload } from './call.ts';
export { keep, kept } from './keep.ts';
export { type Live, openLive } from './live.ts';
export { followThread, type Outgoing, type ThreadFollower, type ThreadState } from './thread.ts';
export { v7 as newId } from 'uuid';
