/** A gigabyte from a real browser to a real server that is killed half-way. */
import { createHash } from 'node:crypto';
import { createReadStream, globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startServer } from '../apps/server/test/faults/server.ts';
import { freePort } from '../apps/server/test/desk.ts';
import { openBrowser, shot, signIn } from './people.ts';

const gigabyte = 1_000_000_000;

/** A log of that size, each megabyte of it another. */
function makeLog(path: string): void {
  const lines = Array.from(
    { length: 10_000 },
    (_, n) => `${String(n).padStart(8)} INFO  a line of a log that says how the Agent is doing, and that all is well\n`,
  );
  const block = Buffer.from(lines.join('')).subarray(0, 1_000_000);
  writeFileSync(path, '');
  for (let n = 0; n < gigabyte / block.length; n++) {
    block.write(String(n).padStart(8, '0'), 0);
    writeFileSync(path, block, { flag: 'a' });
  }
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function emptyDatabase(): Promise<string> {
  const admin = new pg.Client({ connectionString: inject('postgres') });
  await admin.connect();
  const name = `large_${Date.now().toString(36)}`;
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;
  return url.href;
}

test(
  'a gigabyte goes on where it stopped when its page is left and when the server is killed half-way, arrives undamaged, and is read in place',
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairlead-large-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const log = join(folder, 'agent.log');
    makeLog(log);
    const port = await freePort();
    const start = async () => startServer({ DATABASE_URL: databaseUrl, DATA_DIR: join(folder, 'data'), PORT: String(port), DEMO: '1' });
    const databaseUrl = await emptyDatabase();
    let server = await start();
    const password = /Password\s+(\S+)/.exec(server.output())![1]!;

    const context = await (await openBrowser()).newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-US' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`http://localhost:${port}/portal`);
    await signIn(page, 'dana@northwind.example', password);
    await page.getByRole('link', { name: 'New request' }).first().click();
    await page.locator('select[name=area]').selectOption('logs');
    await page.locator('input[name=subject]').fill('A large log');
    await page.locator('textarea[name=text]').fill('All of it.');
    await page.getByRole('button', { name: 'Open the ticket' }).click();
    await page.getByRole('heading', { name: 'A large log' }).waitFor();

    await page.locator('.fl-composer input[type=file]').setInputFiles(log);
    const progress = page.getByRole('progressbar', { name: 'Sending agent.log' });
    const share = async () => Number((await progress.getAttribute('aria-valuenow', { timeout: 500 }).catch(() => null)) ?? 0);
    const offsets: number[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
    });

    // The page goes, and its file with it: the same file chosen again goes on.
    await expect.poll(share, { timeout: 60_000, interval: 100 }).toBeGreaterThan(15);
    await page.reload();
    const again = page.getByRole('button', { name: 'Choose agent.log again' });
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), again.click()]);
    offsets.length = 0;
    await chooser.setFiles(log);
    await expect.poll(share, { timeout: 60_000, interval: 100 }).toBeGreaterThan(40);
    expect(Math.min(...offsets)).toBeGreaterThan(0.1 * gigabyte);
    await shot(page, 'portal-uploading');
    await server.kill();
    const [half] = globSync(join(folder, 'data/uploads/*')).filter((path) => !path.endsWith('.json'));
    const there = statSync(half!).size;
    expect(there).toBeGreaterThan(0.3 * gigabyte);
    expect(there).toBeLessThan(gigabyte);
    offsets.length = 0;
    server = await start();

    await page
      .getByText(/^agent\.log, 1 GB/)
      .first()
      .waitFor({ timeout: 120_000 });
    await page.getByRole('textbox', { name: 'Write a message' }).press('Enter');
    await page.getByRole('log').getByText('agent.log').first().waitFor();
    const [kept] = globSync(join(folder, 'data/files/*/*'));
    expect(await sumOf(kept!)).toBe(await sumOf(log));
    // What had arrived was not sent again.
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(there - 32 * 1024 * 1024);
    expect(server.output()).not.toMatch(/"level":"error"/);

    await page.getByRole('log').getByRole('button', { name: 'Open agent.log' }).click();
    await page.locator('[data-line="0"]').waitFor();
    await page.getByRole('button', { name: 'To the end' }).click();
    await page.locator('[data-line]').getByText('all is well').last().waitFor();
    await page.getByRole('searchbox', { name: 'Search this file' }).fill('00000500');
    await page.getByText(/^1 of /).waitFor();
    await shot(page, 'portal-viewer');
  },
);
