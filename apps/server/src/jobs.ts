/** What the desk does by itself, on every node. Each action looks again under its lock, so that doing it twice does nothing. */
import * as accounts from './domains/accounts/accounts.ts';
import * as chats from './domains/chats/chats.ts';
import * as ending from './domains/chats/ending.ts';
import { tellLine } from './domains/chats/live.ts';
import * as deleting from './domains/chats/deleting.ts';
import * as files from './domains/evidence/files.ts';
import { removeDoomed, scanArrived } from './domains/evidence/storing.ts';
import { sweepUploads } from './domains/evidence/uploads.ts';
import { refresh as refreshHolidays } from './domains/policy/holiday-lists.ts';
import { forgetSearches } from './domains/knowledge/finding.ts';
import { destroyExpired } from './domains/flares/originals.ts';
import { readReceived } from './domains/flares/reading.ts';
import { forgetGone } from './domains/flares/services.ts';
import { composeHeard } from './domains/mail/composing.ts';
import { deliverWaiting } from './domains/mail/delivering.ts';
import { writeDigests } from './domains/mail/digest.ts';
import { sendDue } from './domains/mail/sending.ts';
import { sweepMail } from './domains/mail/sweeping.ts';
import { closeSolved } from './domains/tickets/closing.ts';
import { indexStale } from './domains/tickets/indexing.ts';
import { watchPromises } from './domains/tickets/promise-watch.ts';
import * as routing from './domains/routing/routing.ts';
import type { Desk } from './platform/desk.ts';
import { closeEnded, staffHere, tellHeads, threadsWithMember } from './socket.ts';

/** Looks after presence and the line: who is here, whose engineer dropped off, which customer vanished. */
export async function sweep(desk: Desk): Promise<void> {
  const { db } = desk;
  await db.transaction(async (tx) => {
    const { wasDown } = await routing.watch(tx);
    if (wasDown) await chats.forgiveAbsence(tx);
    await routing.seen(tx, staffHere(desk));
  });
  await db.transaction((tx) => chats.membersSeen(tx, threadsWithMember(desk)));
  for (const id of await chats.abandonedByEngineer(db.reader)) await db.transaction((tx) => chats.returnToLine(tx, id));
  for (const id of await chats.abandonedByMember(db.reader)) await db.transaction((tx) => chats.endAbandoned(tx, id));
  await db.transaction(ending.close);
  await db.transaction(chats.connect);
  await tellLine(desk);
}

/** Forgets what arrives no more, and files that no entry ever named. */
export async function sweepFiles(desk: Desk): Promise<void> {
  await sweepUploads(desk);
  await desk.db.transaction(files.sweep);
}

const jobs: { every: number; run: (desk: Desk) => Promise<unknown> }[] = [
  { every: 5_000, run: sweep },
  { every: 2_000, run: scanArrived },
  { every: 1_000, run: indexStale },
  { every: 1_000, run: deliverWaiting },
  { every: 1_000, run: composeHeard },
  { every: 1_000, run: sendDue },
  { every: 1_000, run: readReceived },
  { every: 300_000, run: writeDigests },
  { every: 60_000, run: sweepMail },
  { every: 3_600_000, run: (desk) => desk.db.transaction(forgetSearches) },
  { every: 60_000, run: destroyExpired },
  { every: 3_600_000, run: (desk) => desk.db.transaction(forgetGone) },
  { every: 15_000, run: watchPromises },
  { every: 30_000, run: tellHeads },
  { every: 30_000, run: removeDoomed },
  { every: 60_000, run: closeEnded },
  { every: 300_000, run: (desk) => refreshHolidays(desk.db) },
  { every: 600_000, run: sweepFiles },
  { every: 600_000, run: closeSolved },
  { every: 3_600_000, run: (desk) => deleting.endRetention(desk.db) },
  { every: 600_000, run: (desk) => desk.db.transaction(accounts.sweepSessions) },
];

/** Runs the jobs until the returned function is called, which waits for those under way. */
export function startJobs(desk: Desk): () => Promise<void> {
  const running = new Set<Promise<unknown>>();
  const timers = jobs.map(({ every, run }) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      const done = run(desk)
        .catch((error: unknown) => desk.log('error', 'a job failed and will run again', { job: run.name, error }))
        .finally(() => {
          busy = false;
          running.delete(done);
        });
      running.add(done);
    }, every);
  });
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running);
  };
}
