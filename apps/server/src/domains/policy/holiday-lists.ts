/** Lists of holidays that the vendor brings: from an iCalendar file (RFC 5545), or from an address that is fetched again and again. */
import { IcsRefused, readIcs } from '@fairlead/calendar/ics';
import type { HolidayList } from '@fairlead/contract';
import type { Database, Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as policy from './policy.ts';
import type { ListedDays } from './rules.ts';

/** Bytes of a calendar that is fetched. */
const longest = 1_000_000;
const answerWithin = 10_000;
const refreshEvery = 6 * 3_600_000;

/** The days of a calendar; throws `calendar_invalid` with the reason. */
export function daysOf(ics: string, now: Date): ListedDays[] {
  try {
    // Days long past are of no use; what repeats is followed from then on.
    return readIcs(ics, `${now.getUTCFullYear() - 1}-01-01`);
  } catch (error) {
    if (error instanceof IcsRefused) throw new Refusal('calendar_invalid', [{ path: 'ics', message: error.message }]);
    throw error;
  }
}

/** Fetches an address. Outside of any transaction; throws `calendar_invalid` saying what went wrong. */
export async function fetchDays(url: string, now: Date): Promise<ListedDays[]> {
  const failed = (message: string) => new Refusal('calendar_invalid', [{ path: 'url', message }]);
  const response = await fetch(url, { signal: AbortSignal.timeout(answerWithin), headers: { accept: 'text/calendar' } }).catch(() => {
    throw failed('the address does not answer');
  });
  if (!response.ok || !response.body) throw failed(`the address answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > longest) throw failed('the calendar is larger than 1 MB');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : failed('the answer broke off');
  }
  return daysOf(Buffer.concat(chunks).toString('utf8'), now);
}

export async function keep(tx: Tx, who: StaffWho, name: string, list: { url: string | null; days: readonly ListedDays[] }): Promise<void> {
  mayChange(who);
  const values = { url: list.url, days: JSON.stringify(list.days), fetched_at: tx.now, failed_at: null, failure: null };
  await tx.write
    .insertInto('holiday_lists')
    .values({ name, ...values })
    .onConflict((c) => c.column('name').doUpdateSet(values))
    .execute();
  tx.announce({ what: 'policy', brief: null });
}

const mayChange = (who: StaffWho): void => {
  if (who.role !== 'administrator') throw new Refusal('not_allowed');
};

/** Forgets a list that the policy in force does not use; throws `policy_invalid` when it does, `not_found` when there is none. */
export async function forget(tx: Tx, who: StaffWho, name: string): Promise<void> {
  mayChange(who);
  const { document } = await policy.inForce(tx);
  const used = Object.entries(document.calendars).find(([, { holidays }]) => holidays.some((h) => 'list' in h && h.list === name));
  if (used) throw new Refusal('policy_invalid', [{ path: 'name', message: `the calendar "${used[0]}" uses it` }]);
  const { numDeletedRows } = await tx.write.deleteFrom('holiday_lists').where('name', '=', name).executeTakeFirstOrThrow();
  if (!numDeletedRows) throw new Refusal('not_found');
  tx.announce({ what: 'policy', brief: null });
}

export async function shown(reader: Reader): Promise<HolidayList[]> {
  const rows = await reader.read.selectFrom('holiday_lists').selectAll().orderBy('name').execute();
  return rows.map((row) => {
    const days = row.days as unknown as ListedDays[];
    const dates = days.flatMap((d) => [d.from, d.to]).toSorted();
    return {
      name: row.name,
      url: row.url,
      days: days.length,
      first: dates[0] ?? null,
      last: dates.at(-1) ?? null,
      fetched: row.fetched_at.toISOString(),
      failed: row.failed_at?.toISOString() ?? null,
      failure: row.failure,
    };
  });
}

/** Fetches the lists that are due. One that fails stays as it was, says so, and is due again in an hour. */
export async function refresh(db: Database): Promise<void> {
  const { now } = db.reader;
  const due = await db.reader.read
    .selectFrom('holiday_lists')
    .select(['name', 'url'])
    .where('url', 'is not', null)
    .where('fetched_at', '<=', new Date(now.getTime() - refreshEvery))
    .where((e) => e.or([e('failed_at', 'is', null), e('failed_at', '<=', new Date(now.getTime() - refreshEvery / 6))]))
    .execute();
  for (const { name, url } of due) {
    let outcome: { days: string; failure: null } | { days: null; failure: string };
    try {
      outcome = { days: JSON.stringify(await fetchDays(url!, now)), failure: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      outcome = { days: null, failure: error.fields?.[0]?.message ?? error.code };
    }
    await db.transaction(async (tx) => {
      await tx.write
        .updateTable('holiday_lists')
        .set(
          outcome.days === null
            ? { failed_at: tx.now, failure: outcome.failure }
            : { days: outcome.days, fetched_at: tx.now, failed_at: null, failure: null },
        )
        .where('name', '=', name)
        .where('url', '=', url)
        .execute();
      tx.announce({ what: 'policy', brief: null });
    });
  }
}
