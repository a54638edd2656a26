import { knownZone } from '@fairlead/calendar';
import type { PolicyVersion, PreviewCase } from '@fairlead/contract';
import { loadWords } from '@fairlead/words/node';
import { sql } from 'kysely';
import type { Handlers } from '../../call.ts';
import type { Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { answer } from './answer.ts';
import { judge } from './channels.ts';
import * as holidayLists from './holiday-lists.ts';
import * as policy from './policy.ts';
import { previewSentence } from './preview.ts';

const words = loadWords('server');

const shown = ({ made_at, ...version }: policy.Version): PolicyVersion => {
  const { made_by, why, from_version } = version;
  return { version: version.version, made_by, made: made_at.toISOString(), why, from_version };
};

/** How far this process's clock may be from the database's before staff are told, milliseconds. */
const tolerance = 120_000;

async function warnings(reader: Reader, who: StaffWho): Promise<string[]> {
  const { t } = words[who.locale];
  const [clock] = await reader.rows(sql<{ now: Date }>`select clock_timestamp() as now`);
  const off = Math.round((reader.now.getTime() - clock!.now.getTime()) / 60_000);
  const failing = (await holidayLists.shown(reader)).filter((list) => list.failed);
  return [
    ...(Math.abs(off) * 60_000 > tolerance ? [t('warning.clock', { minutes: Math.abs(off) })] : []),
    ...failing.map(({ name, failure }) => t('warning.holidays', { name, failure: failure ?? '' })),
  ];
}

function preview(rules: policy.Policy, tried: PreviewCase, language: StaffWho['locale']) {
  const customer = { plan: tried.plan, hipaa: tried.hipaa, language: tried.language, site: tried.site };
  if (tried.zone && !knownZone(tried.zone))
    throw new Refusal('invalid', [{ path: 'case.zone', message: 'use an IANA name like Asia/Seoul' }]);
  const at = new Date(tried.at);
  const verdict = judge(rules, at, customer, { question: tried.question, area: null, about: tried.about, text: '' }, []);
  const channels = answer(rules, verdict, at, language, { customerLanguage: tried.language, line: null, incidents: [], notices: [] });
  return { sentence: previewSentence(words[language], rules, at, customer, verdict, tried.zone), channels };
}

export const routes = {
  async policy({ desk, who }) {
    const { reader } = desk.db;
    const { version } = await policy.inForce(reader);
    const { yaml, ...made } = await policy.versionOf(reader, version);
    return { ...shown(made), yaml, holidays: await holidayLists.shown(reader), warnings: await warnings(reader, who) };
  },

  adoptPolicy: async ({ desk, who, body }) =>
    shown(await desk.db.transaction((tx) => policy.adopt(tx, who, body.yaml, body.why, body.base))),

  checkPolicy: async ({ desk, body }) => ({ faults: (await policy.tryOut(desk.db.reader, body.yaml)).faults ?? [] }),

  async previewPolicy({ desk, who, body }) {
    const { reader } = desk.db;
    const rules = body.yaml === undefined ? await policy.inForce(reader) : await policy.tried(reader, body.yaml);
    return preview(rules, body.case, who.locale);
  },

  policyVersions: async ({ desk }) => ({ versions: (await policy.versions(desk.db.reader)).map(shown) }),

  async policyVersion({ desk, params }) {
    const { yaml, ...made } = await policy.versionOf(desk.db.reader, params.version);
    return { ...shown(made), yaml };
  },

  rollBackPolicy: async ({ desk, who, body }) => shown(await desk.db.transaction((tx) => policy.rollBack(tx, who, body.version, body.why))),

  async setHolidays({ desk, who, params, body }) {
    if (who.role !== 'administrator') throw new Refusal('not_allowed');
    const days = 'ics' in body ? holidayLists.daysOf(body.ics, desk.clock.now()) : await holidayLists.fetchDays(body.url, desk.clock.now());
    const url = 'url' in body ? body.url : null;
    await desk.db.transaction((tx) => holidayLists.keep(tx, who, params.name, { url, days }));
    return (await holidayLists.shown(desk.db.reader)).find((list) => list.name === params.name)!;
  },

  async removeHolidays({ desk, who, params }) {
    await desk.db.transaction((tx) => holidayLists.forget(tx, who, params.name));
    return {};
  },
} satisfies Partial<Handlers>;
