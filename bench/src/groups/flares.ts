/**
 * A flare of 250 MB of logs, read as the desk reads it, beside unpacking it and searching it for the same by `gzip -dc` and `grep -E`; searched
 * beside the same for one word; and people who talk while it is read, beside when it is not.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { memoryLimits } from '../../../apps/server/src/domains/flares/own-process.ts';
import { type Desk, startDesk } from '../desk.ts';
import { load } from '../load.ts';
import { pause, residentBytes, temporaryFolder } from '../processes.ts';
import { type Aim, figure, type Say, under } from '../report.ts';

const bytes = 250_000_000;
const twiceAsLong: Aim = { of: 'ratio', is: '<=', than: 2 };

const messages = [
  'Successfully posted payload to "https://app.datadoghq.eu/api/v1/check_run"',
  'check:nginx | Running check',
  'Scheduling check cpu with an interval of 15s',
  'Flushed 1204 metrics to intake',
  'connection to 10.0.3.17:5432 closed after 31 ms',
  '(pkg/forwarder/worker.go:178 in process) | request took 31ms',
  'authentication of user dana by token store done',
  'GET /api/v1/series?page=3 200 17ms',
];
/** What the desk's rules look for, and the names and shapes of secrets, as one expression. */
const sought =
  'API key invalid|proxyconnect tcp|407 Proxy|no such host|connection refused|i/o timeout|x509: |NTP offset|address already in use|permission denied|Error running check|yaml: |out of memory|oom-kill|no space left|password|passwd|secret|token|api_?key|Bearer |AKIA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30}|glpat-|xox[baprs]-|eyJ[A-Za-z0-9_-]{8}|://[^ ]*:[^ ]*@|-----BEGIN';

async function writeLog(path: string): Promise<void> {
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff) / 0x7f_ff_ff_ff;
  const two = (most: number) => String(Math.floor(random() * most)).padStart(2, '0');
  const out = createGzip();
  const written = once(out.pipe(createWriteStream(path)), 'finish');
  for (let length = 0; length < bytes;) {
    let part = '';
    while (part.length < 1_000_000)
      part += `2026-11-23 14:${two(60)}:${two(60)} UTC | CORE | ${random() < 0.02 ? 'ERROR' : 'INFO'} | ${messages[Math.floor(random() * messages.length)]} id=${Math.floor(random() * 1e9).toString(36)}\n`;
    length += part.length;
    if (!out.write(part)) await once(out, 'drain');
  }
  out.end('password: hunter2hunter2\n');
  await written;
}

const program = fileURLToPath(new URL('../../../apps/server/src/domains/flares/reading-process.ts', import.meta.url));

export async function flares(say: Say): Promise<void> {
  using home = temporaryFolder();
  const file = join(home.path, 'agent.log.gz');
  await writeLog(file);
  const grep = () => {
    const began = performance.now();
    execFileSync('sh', ['-c', `gzip -dc '${file}' | grep -cE '${sought}'`], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    return (performance.now() - began) / 1_000;
  };
  grep();
  const limit = Math.min(grep(), grep());

  const scratch = join(home.path, 'scratch');
  mkdirSync(scratch);
  const asked = {
    file,
    name: 'agent.log.gz',
    scratch,
    out: join(home.path, 'pack'),
    grams: join(home.path, 'grams'),
    report: join(home.path, 'report.json'),
    arrived: Date.UTC(2026, 10, 24),
  };
  const began = performance.now();
  const child = spawn(process.execPath, [...memoryLimits, program, JSON.stringify(asked)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    try {
      peak = Math.max(peak, residentBytes(child.pid!));
    } catch {
      break; // It has just ended.
    }
    await pause(50);
  }
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`reading ended with ${code}`);
  say(figure('flares.analysed', 's', (performance.now() - began) / 1_000, limit, twiceAsLong));
  say(figure('flares.memory', 'MB', peak / 1e6, 300, under(300)));
  await beside(say, file);
}

/** Each of so many says this many messages a second. */
const plan = { loop: 'open', perSecond: 100, warmUp: 2, seconds: 10 } as const;

async function beside(say: Say, file: string): Promise<void> {
  using home = temporaryFolder();
  await using desk = await startDesk(home.path, { LARGEST_FILE_MB: '100' });
  const stage = await desk.stage(20);
  const [{ thread, token }] = stage.chats as [{ thread: string; token: string }];
  const quiet = await load(stage, plan);
  const { id } = await ask<{ id: string }>(desk, token, `/threads/${thread}/flares?name=agent.log.gz`, await openAsBlob(file));
  const busy = await load(stage, plan);
  say(figure('flares.chat_p99', 'ms', busy.p99, quiet.p99, { of: 'ratio', is: '<=', than: 1.5 }));
  while ((await ask<{ state: string }>(desk, token, `/flares/${id}`)).state === 'received') await pause(200);

  // A word that stands in no line but one, and one that stands in many.
  const { lines } = await ask<{ lines: string[] }>(desk, token, `/flares/${id}/text?path=agent.log&from=2000000&count=1`);
  for (const [name, word] of [
    ['rare', lines[0]!.slice(lines[0]!.indexOf('id='))],
    ['common', 'Scheduling'],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < 7; round++) {
      const began = performance.now();
      await ask(desk, token, `/flares/${id}/search?q=${encodeURIComponent(word)}`);
      times.push(performance.now() - began);
    }
    const began = performance.now();
    execFileSync('sh', ['-c', `gzip -dc '${file}' | grep -cF -- '${word}'`]);
    const plain = performance.now() - began;
    say(figure(`flares.search_${name}`, 'ms', times.toSorted((a, b) => a - b)[3]!, plain, under(200)));
  }
}

async function ask<Reply>(desk: Desk, token: string, path: string, body?: Blob): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/octet-stream' } : {}) };
  const answer = await fetch(`${desk.base}/api/v1${path}`, { method: body ? 'POST' : 'GET', headers, body: body ?? null });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Reply;
}
