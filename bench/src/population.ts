/**
 * Fills a desk as years would: organizations of which few ask most, tickets of which few are open, threads of which few are long, in
 * English, Korean and Japanese. Seeded, so that the same size is the same desk, give or take the day.
 */
import type pg from 'pg';

export interface Size {
  tickets: number;
  entries: number;
  organizations: number;
}

const seed = 4400;
const texts = 6_000;
/** Every so manieth ticket has a thread of 500 entries. */
const longEvery = 2_000;
export const longThread = 500;

const words = {
  en: 'the agent sends no data since we upgraded our hosts and dashboards show gaps after restart config check log error timeout proxy certificate memory process container cluster node kubernetes daemon pod monitor alert trace span service latency query index retention pipeline parser integration nginx postgres redis kafka disk network dns port token key account region site version please help attached screenshot restart works again thanks still missing metrics tags environment deploy rollout webhook notification threshold baseline anomaly usage invoice plan seat login sso saml role permission export api endpoint rate limit payload schema field facet archive rehydrate bucket policy firewall tls handshake refused denied unknown invalid unexpected null pointer stack overflow segfault retry queue backlog throughput buffer flush heartbeat checksum integrity'.split(
    ' ',
  ),
  ko: '에이전트가 데이터를 보내지 않습니다 설정 파일을 확인했습니다 로그에 오류가 있습니다 대시보드에 빈 구간이 보입니다 업그레이드 이후 재시작 했지만 그대로입니다 알림이 오지 않습니다 인증서 만료 프록시 방화벽 네트워크 지연 쿠버네티스 컨테이너 메모리 사용량 임계값 모니터 통합 권한 계정 문의드립니다 감사합니다 첨부 스크린샷 버전 지표 태그 배포 환경 파이프라인 보관 기간 결제'.split(
    ' ',
  ),
  ja: 'エージェントが データを 送信しません 設定ファイルを 確認しました ログに エラーが 出ています ダッシュボードに 欠損が あります アップグレード後に 再起動しても 変わりません アラートが 届きません 証明書の 期限 プロキシ ファイアウォール ネットワーク 遅延 コンテナ メモリ使用量 しきい値 監視 連携 権限 アカウント お問い合わせ ありがとうございます 添付 スクリーンショット バージョン メトリクス タグ デプロイ 環境 パイプライン 保存期間 請求'.split(
    ' ',
  ),
} as const;
const codes = [
  'NT_STATUS_0xC000006D',
  'datadog.agent.running',
  'ECONNREFUSED',
  'java.lang.OutOfMemoryError',
  'core.dns:lookup',
  'SQLSTATE[08006]',
  'x509',
  'HTTP 413',
];

/** Numbers in [0, 1) that are the same on each run (mulberry32). */
function numbers(from: number): () => number {
  let a = from;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words that are said now and then: names of services, of customers' things. */
function rareWords(): string[] {
  const random = numbers(seed + 1);
  const syllables = 'ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo'.split(' ');
  const syllable = () => syllables[Math.floor(random() * syllables.length)]!;
  return Array.from({ length: 4_000 }, () => syllable() + syllable() + syllable() + (random() < 0.5 ? syllable() : ''));
}

const rare = rareWords();
const vocabulary = { en: [...words.en, ...rare], ko: [...words.ko, ...rare.slice(0, 400)], ja: [...words.ja, ...rare.slice(0, 400)] };

function sentences(): { language: string; text: string; subject: string }[] {
  const random = numbers(seed);
  return Array.from({ length: texts }, () => {
    const at = random();
    const language = at < 0.78 ? 'en' : at < 0.9 ? 'ko' : 'ja';
    // The nth word is said an nth as often as the first, as in any language (Zipf).
    const word = () => vocabulary[language][Math.floor((vocabulary[language].length + 1) ** random()) - 1]!;
    const some = (n: number) => Array.from({ length: n }, word).join(' ');
    const code = random() < 0.12 ? ` ${codes[Math.floor(random() * codes.length)]}` : '';
    return { language, text: some(6 + Math.floor(random() ** 2 * 50)) + code, subject: some(3 + Math.floor(random() * 5)) };
  });
}

/** An id that the same name has on each run, of the shape of a random UUID (RFC 9562). */
const id = (what: string, n: string) => `overlay(overlay(md5('${what}' || ${n}) placing '4' from 13) placing 'a' from 17)::uuid`;

/** Fills the database of a desk that has its demo: its teams, areas and staff take the tickets. */
export async function populate(database: pg.Client, { tickets, entries, organizations }: Size): Promise<void> {
  const run = (text: string, values: unknown[] = []) => database.query(text, values);
  // Every row is as the constraints want it; checking each of two million against its thread would be half of the time.
  await run('set session_replication_role = replica');
  await run('set max_parallel_workers_per_gather = 0');
  await run(`select setseed(${seed / 10_000})`);
  await run('create temp table texts (n serial, language text, text text, subject text)');
  await run(
    `insert into texts (language, text, subject) select * from jsonb_to_recordset($1::jsonb) as t (language text, text text, subject text)`,
    [JSON.stringify(sentences())],
  );
  await run(`insert into organizations (id, external_id, name, site, plan, created_at)
    select ${id('organization', 'i')}, 'generated-' || i, (array['Northern','Harbor','Bright','Silver','Delta','Granite','한빛','港'])[1 + i % 8] || ' ' || i,
      (array['US1','US3','EU1','AP1'])[1 + i % 4], (array['standard','standard','standard','premier'])[1 + i % 4], now() - interval '3 years'
    from generate_series(1, ${organizations}) i`);
  await run(`insert into members (id, external_id, email, name, locale, created_at)
    select ${id('member', 'i')}, 'generated-' || i, 'person' || i || '@generated-' || (1 + i % ${organizations}) || '.example',
      (array['Alex','Sam','Robin','지우','민준','健','葵','Maria'])[1 + i % 8] || ' ' || i, (array['en','en','en','ko','ko','ja','ja','en'])[1 + i % 8], now() - interval '3 years'
    from generate_series(1, ${organizations * 4}) i`);
  await run(`insert into memberships (member_id, organization_id)
    select ${id('member', 'i')}, ${id('organization', `(1 + i % ${organizations})`)} from generate_series(1, ${organizations * 4}) i`);
  await run(`insert into staff (id, email, name, role, created_at)
    select ${id('staff', 'i')}, 'staff' || i || '@generated.example', 'Colleague ' || i, (array['engineer','specialist'])[1 + i % 2], now() from generate_series(1, 60) i`);
  await run(`insert into presences (staff_id, capacity, idle_since) select ${id('staff', 'i')}, 3, now() from generate_series(1, 60) i`);
  await run(`insert into team_members (team_id, staff_id)
    select t.id, ${id('staff', 'i')} from generate_series(1, 60) i join (select id, row_number() over (order by key) as n, count(*) over () as many from teams) t on t.n = 1 + i % t.many`);

  // Few organizations ask most; most tickets are over; what is open is young.
  await run(`create temp table made as
    with area as (select id, team_id, row_number() over (order by position) as n, count(*) over () as many from areas)
    select i, now() - interval '2 years' * (1 - power(i::float8 / ${tickets}, 0.8)) as created, 1 + floor(power(random(), 3) * ${organizations})::int as org,
      floor(random() * 4)::int as person, random() as state, random() as urgent, 1 + floor(random() * ${texts})::int as text,
      case when i % ${longEvery} = 7 then ${longThread} else 2 + floor(-ln(1 - random()) * ${entries / tickets - 2.25})::int end as length,
      1 + floor(power(random(), 1.6) * (select max(many) from area))::int as area, random() as whose, random() as kind
    from generate_series(1, ${tickets}) i`);
  await run(`create temp table wanted as
    select m.*, a.id as area_id, a.team_id, x.language, x.text as said, x.subject,
      case when m.i > ${tickets} * 0.9 and m.state < 0.5 then (array['new','open','open','pending','on_hold'])[1 + floor(m.whose * 5)::int]
        when m.i > ${tickets} * 0.5 and m.state < 0.05 then 'open' when m.state > 0.97 then 'solved' else 'closed' end as now
    from made m join texts x on x.n = m.text join (select *, row_number() over (order by position) as n from areas) a on a.n = m.area`);
  await run(`insert into threads (id, member_id, organization_id, last_seq, last_public_seq, live, last_at, member_spoke_at)
    select ${id('thread', 'i')}, ${id('member', `(org - 1 + person * ${organizations})`)}, ${id('organization', `(1 + (org - 1) % ${organizations})`)},
      length, length - length / 8, false, created + interval '2 days', created
    from wanted`);
  await run(`update threads t set member_id = b.member_id from (
      select distinct on (organization_id) organization_id, member_id from memberships order by organization_id, member_id) b
    where b.organization_id = t.organization_id and not exists (select 1 from memberships x where x.member_id = t.member_id and x.organization_id = t.organization_id)`);
  await run(`insert into tickets (id, number, thread_id, member_id, organization_id, question, area_id, subject, state, team_id, assignee_id, created_at, updated_at,
      urgent, answered_at, solved_at, completeness, waiting_since, due_at)
    select ${id('ticket', 'w.i')}, 100000 + w.i, t.id, t.member_id, t.organization_id, 'technical', w.area_id, w.subject, w.now,
      case when w.now in ('closed', 'solved') and w.whose < 0.3 then null else w.team_id end,
      case when w.now = 'new' or w.whose > 0.8 then null else ${id('staff', '(1 + floor(w.whose * 70)::int)')} end,
      w.created, w.created + interval '1 hour' * (1 + w.whose * 80),
      case when w.urgent < 0.03 then '{"impact":"No alerts","since":"this morning","affected":"everybody"}'::jsonb end,
      case when w.now <> 'new' then w.created + interval '1 hour' * w.whose * 6 end,
      case when w.now in ('closed', 'solved') then w.created + interval '1 hour' * (1 + w.whose * 80) end,
      case when w.now in ('closed', 'solved') then w.kind end,
      case when w.now in ('new', 'open') then w.created + interval '1 hour' end,
      case when w.now in ('new', 'open') then now() + interval '1 hour' * (w.kind * 90 - 20) end
    from wanted w join threads t on t.id = ${id('thread', 'w.i')}`);
  await run(`select setval('ticket_numbers', ${200_000 + tickets})`);
  // Of eight entries one is a note; members speak first, then both in turn.
  await run(`insert into entries (thread_id, seq, entry_id, public_seq, kind, author_kind, author_id, body, at)
    select t.id, s, ${id('entry', "w.i || '-' || s")}, case when s % 8 = 0 then null else s - s / 8 end,
      case when s % 8 = 0 then 'note' when s % 8 = 5 then 'event' else 'message' end,
      case when s % 8 = 5 then 'desk' when s % 8 = 0 or s % 2 = 0 then 'staff' else 'member' end,
      case when s % 8 = 5 then null when s % 8 = 0 or s % 2 = 0 then ${id('staff', '(1 + w.i % 60)')} else t.member_id end,
      case when s % 8 = 5 then '{"event":"ticket_state","from":"open","to":"pending","by":"Colleague 1"}'::jsonb
        else jsonb_build_object('text', (case when s = 1 then w.said else x.text end) || ' host-' || w.i % 9973 || '-' || s, 'files', '[]'::jsonb) end,
      w.created + interval '2 minutes' * s
    from wanted w join threads t on t.id = ${id('thread', 'w.i')} cross join lateral generate_series(1, w.length) s
      join texts x on x.n = 1 + (w.i * 7919 + s * 104729) % ${texts}`);
  await run(`insert into promises (ticket_id, kind, number, minutes, calendar, policy_version, made_at, spent_ms, running_since, due_at, warned_at, ended_at, outcome)
    select k.id, 'first_answer', 1, 480, 'support', 1, k.created_at, case when k.state = 'new' then 0 else 3600000 end,
      case when k.state = 'new' then k.created_at end, case when k.state = 'new' then k.due_at end, k.created_at,
      case when k.state <> 'new' then k.answered_at end, case when k.state <> 'new' then 'kept' end
    from tickets k where k.number between 100001 and ${100_000 + tickets}`);
  await run(`insert into ratings (ticket_id, good, comment, rated_by, rated_at)
    select id, number % 6 <> 0, '', member_id, solved_at from tickets where solved_at is not null and number % 5 = 0`);
  await run('set session_replication_role = origin');
  await run('vacuum analyze');
}

/** Notes every ticket as stale, so that the desk's own job finds words for all. Answers when none is left, with the seconds that it took. */
export async function indexed(database: pg.Client): Promise<number> {
  const began = performance.now();
  await database.query('insert into unindexed (ticket_id) select id from tickets order by number');
  while ((await database.query('select 1 from unindexed limit 1')).rowCount) await new Promise((resolve) => setTimeout(resolve, 250));
  await database.query('vacuum analyze');
  return (performance.now() - began) / 1_000;
}
