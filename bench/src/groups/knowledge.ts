/** 5,000 articles in three languages: how soon a search answers, and a page at 200 requests a second. */
import type { Locale } from '@fairlead/contract';
import { chromium } from 'playwright-core';
import { takeIn } from '../../../apps/server/src/domains/knowledge/folder.ts';
import { openDatabase } from '../../../apps/server/src/platform/db.ts';
import { databaseOf, startDesk, urlOf } from '../desk.ts';
import { pause, temporaryFolder } from '../processes.ts';
import { figure, type Say, under } from '../report.ts';

const articles = Number(process.env['BENCH_ARTICLES'] ?? 5_000);
const searches = 600;
const rate = 200;
const seconds = 15;

const words = {
  en: 'agent collector dashboard metric monitor alert proxy certificate timeout integration kubernetes container network intake endpoint permission upgrade restart configuration trace span service region account token retention archive index pipeline parser processor sampling queue memory socket disk kernel cluster namespace annotation'.split(
    ' ',
  ),
  ko: '에이전트 수집기 대시보드 지표 모니터 알림 프록시 인증서 시간초과 연동 컨테이너 네트워크 권한 업그레이드 재시작 설정 추적 서비스 지역 계정 보관 색인 파이프라인 메모리 소켓 디스크 클러스터 주석'.split(
    ' ',
  ),
  ja: 'エージェント 収集 ダッシュボード 指標 監視 通知 プロキシ 証明書 時間切れ 連携 コンテナ 通信 権限 更新 再起動 設定 追跡 サービス 地域 アカウント 保管 索引 記憶 ソケット ディスク 集合 注釈'.split(
    ' ',
  ),
} as const satisfies Record<Locale, string[]>;

/** The same numbers in every run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function markdownOf(language: Locale, next: (below: number) => number): string {
  const some = (count: number) => Array.from({ length: count }, () => words[language][next(words[language].length)]).join(' ');
  const paragraph = () => `${some(40)}.`;
  return `${paragraph()}\n\n## ${some(4)}\n\n${paragraph()}\n\n\`\`\`yaml\n${some(3)}: ERR_${next(9_000)}\n\`\`\`\n\n## ${some(3)}\n\n${paragraph()}\n\n${paragraph()}\n`;
}

const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;

export async function knowledge(say: Say): Promise<void> {
  using home = temporaryFolder();
  await using desk = await startDesk(home.path);
  const database = await databaseOf(home.path);
  await write(home.path, articles);
  await database.query('vacuum analyze article_index, article_words, articles, article_versions');

  const next = sequence(7);
  const asked = Array.from({ length: searches }, (_, i) => {
    const language = (['en', 'ko', 'ja'] as const)[i % 3]!;
    const one = words[language][next(words[language].length)]!;
    const other = words[language][next(words[language].length)]!;
    // Whole words, the beginning of one, a slip of the finger, a code.
    const q = [
      `${one} ${other}`,
      language === 'en' ? one.slice(0, 5) : one.slice(0, 2),
      language === 'en' ? one.slice(1, 2) + one.slice(0, 1) + one.slice(2) : one,
      `ERR_${next(9_000)}`,
    ][i % 4]!;
    return { language, q };
  });
  const times: number[] = [];
  const bare: number[] = [];
  for (const [i, { language, q }] of asked.entries()) {
    const began = performance.now();
    const answer = await fetch(`${desk.base}/api/v1/articles/found?${new URLSearchParams({ q, language })}`);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`a search was answered with ${answer.status}`);
    if (i >= 60) times.push(performance.now() - began);
    const alone = performance.now();
    await database.query({
      name: 'alone',
      text: `select article_id from article_index where terms @@ plainto_tsquery('simple', $1) and language = $2 order by ts_rank(terms, plainto_tsquery('simple', $1)) desc limit 8`,
      values: [q, language],
    });
    if (i >= 60) bare.push(performance.now() - alone);
  }
  say(figure('knowledge.search_p95', 'ms', percentile(times, 0.95), percentile(bare, 0.95), under(30)));
  say(figure('knowledge.search_median', 'ms', percentile(times, 0.5), percentile(bare, 0.5), null));

  const { rows } = await database.query<{ slug: string; language: Locale }>(
    `select a.slug, i.language from articles a join article_index i on i.article_id = a.id order by random() limit 4000`,
  );
  const health = await steady(() => `${desk.base}/healthz`);
  const pages = await steady((i) => `${desk.base}/help/${rows[i % rows.length]!.language}/${rows[i % rows.length]!.slug}`);
  say(figure('knowledge.page_p95', 'ms', percentile(pages, 0.95), percentile(health, 0.95), under(30)));
  const slow = rows[0]!;
  say(
    figure(
      'knowledge.lcp',
      'ms',
      await largestPaint(`${desk.base}/help/${slow.language}/${slow.slug}`),
      await largestPaint(`${desk.base}/healthz`),
      under(1_000),
    ),
  );
  await database.end();
}

/** Largest contentful paint on a slow phone: a quarter of this machine's speed, 1.6 Mbit/s, 150 ms away; the median of five first visits. */
async function largestPaint(address: string): Promise<number> {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext({ viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const tools = await context.newCDPSession(page);
    await tools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 150,
      downloadThroughput: 1_600_000 / 8,
      uploadThroughput: 750_000 / 8,
    });
    await tools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(address);
    times.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({
              type: 'largest-contentful-paint',
              buffered: true,
            });
            setTimeout(() => resolve(performance.getEntriesByType('paint').at(-1)?.startTime ?? Number.NaN), 3_000);
          }),
      ),
    );
    await context.close();
  }
  await browser.close();
  return percentile(times, 0.5);
}

/** So many requests a second, however long each takes; how long each took from when it was due. */
async function steady(address: (i: number) => string): Promise<number[]> {
  const times: number[] = [];
  const under_way: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const due = began + (i * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    under_way.push(
      fetch(address(i)).then(async (answer) => {
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`${address(i)} was answered with ${answer.status}`);
        if (i > rate) times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(under_way);
  return times;
}

/** Writes articles by the desk's own commands, beside it. */
async function write(dir: string, count: number): Promise<void> {
  const db = await openDatabase(urlOf(dir), { now: () => new Date() }, () => undefined);
  const [ada] = await db.reader.prepared<{ id: string; name: string }>(
    'administrator',
    `select id, name from staff where role = 'administrator' limit 1`,
    [],
  );
  const who = { kind: 'staff', ...ada!, role: 'administrator', locale: 'en' } as const;
  const next = sequence(1);
  for (let from = 0; from < count; from += 50)
    await db.transaction(async (tx) => {
      for (let i = from; i < Math.min(count, from + 50); i++)
        for (const language of ['en', 'ko', 'ja'] as const)
          await takeIn(tx, who, {
            path: `${language === 'en' ? '' : `${language}/`}bench/article-${i}.md`,
            text: `---\ntitle: ${Array.from({ length: 4 }, () => words[language][next(words[language].length)]).join(' ')} ${i}\n---\n${markdownOf(language, next)}`,
          });
    });
  await db.close();
}
