/** The vendor's rules as one versioned document. So far: when chat is open, and how long the desk waits for people. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Reader, Tx } from '../../platform/db.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const Policy = z.object({
  chat: z.object({
    /** Null: always open. Days are ISO 8601 weekdays, 1 = Monday. */
    hours: z.object({ zone: z.string(), days: z.array(z.number().int().min(1).max(7)), from: Clock, to: Clock }).nullable(),
    /** A chat ends when its customer has been away for so long. */
    memberVanishesAfterSeconds: z.number().int().min(30),
    /** A chat goes back to the front of the line when its engineer has been away for so long. */
    engineerDropsAfterSeconds: z.number().int().min(10),
  }),
});
export type Policy = z.infer<typeof Policy>;

/** S7: business days, 10:00–19:00 US Eastern. */
export const shippedPolicy: Policy = {
  chat: {
    hours: { zone: 'America/New_York', days: [1, 2, 3, 4, 5], from: '10:00', to: '19:00' },
    memberVanishesAfterSeconds: 600,
    engineerDropsAfterSeconds: 60,
  },
};

export async function inForce(reader: Reader): Promise<Policy> {
  const [row] = await reader.prepared<{ document: unknown }>(
    'policy_in_force',
    'select document from policies order by version desc limit 1',
    [],
  );
  return row ? Policy.parse(row.document) : shippedPolicy;
}

export async function adopt(tx: Tx, policy: Policy): Promise<void> {
  const [last] = await tx.read
    .selectFrom('policies')
    .select((e) => e.fn.max('version').as('version'))
    .execute();
  await tx.write
    .insertInto('policies')
    .values({ version: Number(last?.version ?? 0) + 1, document: JSON.stringify(policy), made_at: tx.now })
    .execute();
}

/** Whether chat is open at an instant, and when it opens next if not (S7). The closing minute is outside. */
export function chatHours(policy: Policy, at: Date): { open: true } | { open: false; opens: Date | null } {
  const { hours } = policy.chat;
  if (!hours) return { open: true };
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(hours.zone);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = now.toPlainDate().add({ days: ahead });
    if (!hours.days.includes(day.dayOfWeek)) continue;
    const from = day.toZonedDateTime({ timeZone: hours.zone, plainTime: hours.from });
    const to = day.toZonedDateTime({ timeZone: hours.zone, plainTime: hours.to });
    if (Temporal.ZonedDateTime.compare(now, from) < 0) return { open: false, opens: new Date(from.epochMilliseconds) };
    if (Temporal.ZonedDateTime.compare(now, to) < 0) return { open: true };
  }
  return { open: false, opens: null };
}

/** Like `10:00–19:00 America/New_York`; null when always open. */
export const hoursInWords = (policy: Policy) =>
  policy.chat.hours && `${policy.chat.hours.from}–${policy.chat.hours.to} ${policy.chat.hours.zone}`;
