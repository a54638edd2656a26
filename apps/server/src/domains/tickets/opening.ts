/** Tickets that are opened at the same moment are written together: one commit and one reading of the rules for all of them. */
import type { Database } from '../../platform/db.ts';
import { Failed, gather } from '../../platform/gather.ts';
import type { MemberWho, Who } from '../accounts/accounts.ts';
import * as accounts from '../accounts/accounts.ts';
import { type NewTicket, open } from './tickets.ts';

export interface Opening {
  /** Who asks: the customer, or staff for one. */
  by: Who;
  customer?: Parameters<typeof accounts.actingFor>[2];
  asked: NewTicket;
}

/** Written in one transaction. */
const most = 16;

const openers = new WeakMap<Database, (opening: Opening) => Promise<number>>();

/** Opens a ticket; answers its number. What `open` refuses is refused here. */
export function openSoon(db: Database, opening: Opening): Promise<number> {
  let opener = openers.get(db);
  if (!opener) {
    opener = gather<Opening, number>(most, (batch) => openTogether(db, batch));
    openers.set(db, opener);
  }
  return opener(opening);
}

async function openTogether(db: Database, batch: readonly Opening[]): Promise<(number | Failed)[]> {
  try {
    return await inOne(db, batch);
  } catch (error) {
    if (batch.length === 1) return [new Failed(error)];
    // One that is refused takes nobody along: each is tried by itself.
    return Promise.all(
      batch.map((one) =>
        inOne(db, [one]).then(
          ([number]) => number!,
          (cause: unknown) => new Failed(cause),
        ),
      ),
    );
  }
}

const inOne = (db: Database, batch: readonly Opening[]): Promise<number[]> =>
  db.transaction((tx) =>
    Promise.all(
      batch.map(async ({ by, customer, asked }) => {
        const who: MemberWho = await accounts.actingFor(tx, by, customer);
        return open(tx, who, asked, by);
      }),
    ),
  );
