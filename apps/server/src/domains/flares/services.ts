/**
 * Services that staff ask for a flare. Their tracers poll the desk as they poll Datadog's trace-agent, and are answered by its remote
 * configuration: first to write down more than usual, then to send it. Wire format: docs/flares.md.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { FlareRequest, FlareService } from '@fairlead/contract';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as byMail from '../accounts/by-mail.ts';
import type { Staged } from '../evidence/intake.ts';
import * as threads from '../threads/threads.ts';
import { record } from './flares.ts';
import type { KeyUse } from './keys.ts';

const word = z.string().max(200);

/** What a tracer says of itself when it polls; what else it says is of no use here. */
export const Poll = z.object({
  client: z.object({
    client_tracer: z.object({
      runtime_id: z.uuid(),
      language: word,
      tracer_version: word,
      service: word.min(1),
      env: word.nullish(),
      app_version: word.nullish(),
      tags: z.array(z.string().max(2_000)).max(500).nullish(),
    }),
    state: z.object({
      targets_version: z.number().default(0),
      config_states: z
        .array(z.object({ id: z.string().max(200), apply_state: z.number().nullish(), apply_error: z.string().max(10_000).nullish() }))
        .max(500)
        .nullish(),
    }),
  }),
});
export type Poll = z.infer<typeof Poll>;

/** The key that a tracer was given as a tag (`DD_TAGS=flare_key:…`): it has no header for one. */
export const keyInTags = ({ client }: Poll): string | null =>
  client.client_tracer.tags?.find((tag) => tag.startsWith('flare_key:'))?.slice('flare_key:'.length) ?? null;

/** It is written down that often that a service is there, milliseconds. */
const notedEvery = 20_000;
/** A service that has not polled for so long is gone, milliseconds: they poll every five seconds. */
const goneAfter = 60_000;
/** After it should have sent, so long is waited for it, milliseconds. */
const grace = 600_000;

/** As remote configuration has it. */
const failedToApply = 3;

const recordId = 'flare-log-level.debug';

interface Open {
  id: string;
  thread: string;
  number: number | null;
  email: string | null;
  token: string;
  seconds: number;
  state: 'asked' | 'recording' | 'sending';
  recording_since: Date | null;
}

/** Notes that a service is there, and answers what it is to do: a body for its tracer, `{}` where nothing has changed. */
export async function answerPoll(desk: Desk, key: KeyUse, { client: { client_tracer: tracer, state } }: Poll): Promise<object> {
  const { db } = desk;
  const now = desk.clock.now();
  const [seen] = await db.reader.rows(
    sql<{ open: boolean }>`
      select exists (select 1 from flare_requests r where r.service_id = s.id and r.state in ('asked', 'recording', 'sending')
          and r.organization_id = ${key.organization} and r.ends_at > ${now}) as open
      from flare_services s where s.id = ${tracer.runtime_id} and s.organization_id = ${key.organization} and s.seen_at > ${new Date(now.getTime() - notedEvery)}`,
    'flare_service_seen',
  );
  const held = state.config_states ?? [];
  if (seen && !seen.open) return held.length === 0 ? {} : configured([], state.targets_version);
  return db.transaction(async (tx) => {
    await note(tx, key, tracer);
    const open = await step(tx, key, tracer.runtime_id, held);
    const wanted = open ? configsOf(open) : [];
    const isSame = wanted.length === held.length && wanted.every((w) => held.some((h) => h.id === w.id));
    return isSame ? {} : configured(wanted, state.targets_version);
  });
}

async function note(tx: Tx, key: KeyUse, tracer: Poll['client']['client_tracer']): Promise<void> {
  // A process belongs to the organization that it came for first: its id is no secret.
  await tx.rows(
    sql`insert into flare_services (id, organization_id, key_id, service, env, version, language, tracer_version, seen_at)
      values (${tracer.runtime_id}, ${key.organization}, ${key.id}, ${tracer.service}, ${tracer.env ?? null}, ${tracer.app_version ?? null},
        ${tracer.language}, ${tracer.tracer_version}, ${tx.now})
      on conflict (id) do update set seen_at = excluded.seen_at, key_id = excluded.key_id, service = excluded.service, env = excluded.env, version = excluded.version
        where flare_services.organization_id = excluded.organization_id`,
    'note_flare_service',
  );
}

/** Moves what was asked of a service on; undefined where nothing is. */
async function step(
  tx: Tx,
  key: KeyUse,
  service: string,
  held: NonNullable<Poll['client']['state']['config_states']>,
): Promise<Open | undefined> {
  const [open] = await tx.rows(
    sql<Open>`
      select r.id, r.thread_id as thread, (select number from tickets k where k.thread_id = r.thread_id limit 1) as number,
        (select email from members m join threads t on t.member_id = m.id where t.id = r.thread_id) as email,
        r.token, r.seconds, r.state, r.recording_since
      from flare_requests r
      where r.service_id = ${service} and r.organization_id = ${key.organization} and r.state in ('asked', 'recording', 'sending') and r.ends_at > ${tx.now}
      for update of r`,
    'flare_asked_of',
  );
  if (!open) return undefined;
  const failed = held.find((h) => (h.id === recordId || h.id === open.id) && h.apply_state === failedToApply);
  if (failed) {
    await tx.rows(
      sql`update flare_requests set state = 'failed', error = ${failed.apply_error?.slice(0, 500) ?? null} where id = ${open.id}`,
    );
    return undefined;
  }
  if (open.state === 'asked') {
    await tx.rows(sql`update flare_requests set state = 'recording', recording_since = ${tx.now} where id = ${open.id}`);
    return { ...open, state: 'recording' };
  }
  const isRecording = held.some((h) => h.id === recordId);
  if (open.state === 'recording' && isRecording && tx.now.getTime() >= open.recording_since!.getTime() + open.seconds * 1_000) {
    await tx.rows(sql`update flare_requests set state = 'sending' where id = ${open.id}`);
    return { ...open, state: 'sending' };
  }
  return open;
}

interface Config {
  id: string;
  path: string;
  content: object;
}

function configsOf(open: Open): Config[] {
  const record = { name: recordId, config: { log_level: 'debug' } };
  const configs: Config[] = [{ id: recordId, path: `datadog/2/AGENT_CONFIG/${recordId}/config`, content: record }];
  if (open.state === 'sending') {
    // What it is given here it sends back with the flare.
    const args = { case_id: String(open.number ?? 1), hostname: open.token, user_handle: open.email ?? 'unknown@invalid' };
    configs.push({
      id: open.id,
      path: `datadog/2/AGENT_TASK/${open.id}/config`,
      content: { task_type: 'tracer_flare', uuid: open.id, args },
    });
  }
  return configs;
}

/** An answer of remote configuration: these and no other. */
function configured(configs: readonly Config[], version: number): object {
  const files = configs.map(({ path, content }) => ({ path, raw: Buffer.from(JSON.stringify(content)) }));
  const targets = Object.fromEntries(
    files.map(({ path, raw }) => [
      path,
      { custom: { v: 1 }, length: raw.length, hashes: { sha256: createHash('sha256').update(raw).digest('hex') } },
    ]),
  );
  const signed = { _type: 'targets', spec_version: '1.0', version: version + 1, custom: { opaque_backend_state: 'e30=' }, targets };
  return {
    targets: Buffer.from(JSON.stringify({ signed, signatures: [] })).toString('base64'),
    target_files: files.map(({ path, raw }) => ({ path, raw: raw.toString('base64') })),
    client_configs: files.map(({ path }) => path),
  };
}

interface Row extends Pick<FlareRequest, 'id' | 'service' | 'by' | 'seconds' | 'error'> {
  state: Exclude<FlareRequest['state'], 'unanswered'>;
  asked_at: Date;
  ends_at: Date;
}

const columns = sql`r.id, r.service, (select name from staff s where s.id = r.asked_by) as by, r.seconds, r.error, r.state, r.asked_at, r.ends_at`;

function shownState(state: Row['state'], error: string | null, isOver: boolean): FlareRequest['state'] {
  if (state === 'sent' || state === 'failed') return state;
  // What it sent could not be taken.
  if (error !== null) return 'failed';
  return isOver ? 'unanswered' : state;
}

const row = ({ asked_at, ends_at, state, ...request }: Row, now: Date): FlareRequest => ({
  ...request,
  state: shownState(state, request.error, ends_at <= now),
  asked: asked_at.toISOString(),
});

/** Services that can be asked now, and what was asked for in a thread, newest first. */
export async function list(reader: Reader, now: Date, who: StaffWho, thread: string) {
  const { organizationId } = await threads.forWho(reader, who, thread);
  const services = await reader.rows(
    sql<Omit<FlareService, 'seen'> & { seen_at: Date }>`
      select id, service, env, version, language, tracer_version as tracer, seen_at from flare_services
      where organization_id = ${organizationId} and seen_at > ${new Date(now.getTime() - goneAfter)} order by service, id limit 200`,
    'flare_services',
  );
  const requests = await reader.rows(
    sql<Row>`select ${columns} from flare_requests r where r.thread_id = ${thread} order by r.asked_at desc, r.id desc limit 20`,
    'flare_requests',
  );
  return {
    services: services.map(({ seen_at, ...service }) => ({ ...service, seen: seen_at.toISOString() })),
    requests: requests.map((one) => row(one, now)),
  };
}

/** Throws `not_found` for a service that is not there any more, `in_use` while it is asked by somebody. */
export async function ask(
  tx: Tx,
  who: StaffWho,
  thread: string,
  { id, service, seconds }: { id: string; service: string; seconds: number },
): Promise<FlareRequest> {
  const { organizationId } = await threads.forWriter(tx, who, thread);
  const [there] = await tx.rows(sql<{ service: string; key_id: string }>`
    select service, key_id from flare_services
    where id = ${service} and organization_id = ${organizationId} and seen_at > ${new Date(tx.now.getTime() - goneAfter)}`);
  if (!there) throw new Refusal('not_found');
  await tx.rows(sql`
    update flare_requests set state = 'failed' where service_id = ${service} and state in ('asked', 'recording', 'sending') and ends_at <= ${tx.now}`);
  const token = `flare-${randomBytes(16).toString('hex')}`;
  const ends = new Date(tx.now.getTime() + seconds * 1_000 + grace);
  const [made] = await tx.rows(sql`
    insert into flare_requests (id, thread_id, organization_id, service_id, service, key_id, token, asked_by, asked_at, seconds, state, ends_at)
    values (${id}, ${thread}, ${organizationId}, ${service}, ${there.service}, ${there.key_id}, ${token}, ${who.id}, ${tx.now}, ${seconds}, 'asked', ${ends})
    on conflict do nothing returning id`);
  const [request] = await tx.rows(sql<Row>`select ${columns} from flare_requests r where r.id = ${id} and r.thread_id = ${thread}`);
  if (!request) throw new Refusal('in_use');
  if (made) await threads.append(tx, threads.happened(thread, { event: 'flare_asked', service: there.service, seconds, by: who.name }));
  return row(request, tx.now);
}

/** Whether a token is that of a question that is open, before anything is taken for it. */
export async function isAsked(reader: Reader, now: Date, token: string): Promise<boolean> {
  const [row] = await reader.rows(
    sql`select 1 from flare_requests where token = ${token} and state in ('sending', 'sent') and ends_at > ${now}`,
    'is_asked_flare',
  );
  return row !== undefined;
}

/** Puts on record what a service was asked for; false where nobody asked, or not any more. */
export async function receiveAsked(desk: Desk, token: string, file: { name: string; staged: Staged }): Promise<boolean> {
  return desk.db.transaction(async (tx) => {
    const [asked] = await tx.rows(
      sql<{ id: string; thread: string; organization: string; member: string; key: string; service: string }>`
        select r.id, r.thread_id as thread, r.organization_id as organization, t.member_id as member, r.key_id as key, r.service
        from flare_requests r join threads t on t.id = r.thread_id join flare_keys k on k.id = r.key_id
        where r.token = ${token} and r.state in ('sending', 'sent') and r.ends_at > ${tx.now} and k.revoked_at is null for update of r`,
      'asked_flare',
    );
    const who = asked && (await byMail.memberById(tx, asked.member, asked.organization));
    if (!who) return false;
    // Some send two files, one after the other.
    await tx.rows(sql`update flare_requests set state = 'sent' where id = ${asked.id}`);
    const received = { name: `${asked.service} ${file.name}`, source: 'tracer' as const, key: asked.key };
    await record(desk, tx, who, asked.thread, received, file.staged);
    return true;
  });
}

/** Says at what was asked why its flare could not be taken. */
export const noteFailure = (tx: Tx, token: string, why: string) =>
  tx.rows(sql`update flare_requests set error = ${why} where token = ${token} and state = 'sending'`);

/** Milliseconds: processes come and go. */
const forgottenAfter = 24 * 3600_000;

/** Forgets processes that are long gone. */
export const forgetGone = (tx: Tx) =>
  tx.rows(sql`delete from flare_services where seen_at < ${new Date(tx.now.getTime() - forgottenAfter)}`);
