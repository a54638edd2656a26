/** `npm test`: what the machine lacks, then the checks and every suite, one after the other; ends with one line that sums them up. `npm test -- unit stories` runs only those. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideBrowser, provideMailPrograms, provideScanner, provideSenders } from './machine.ts';
import { root, run } from './run.ts';

const suites = ['check', 'unit', 'stories', 'faults', 'browser'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}: choose from ${suites.join(', ')}.\n`);
  process.exit(2);
}

const report = join(root, '.cache/tests.json');
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[];
}

let passed = 0;
let failed = 0;
/** What failed, said once more at the end: the output of a whole run is long. */
const names: string[] = [];

/** Runs a suite and counts its tests; one that breaks off counts as a failure, however many passed before. */
async function count(suite: string, env: Record<string, string>): Promise<void> {
  rmSync(report, { force: true });
  const { code } = await run(
    'vitest',
    ['run', '--project', suite, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      env,
    },
  );
  const counted = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : undefined;
  passed += counted?.numPassedTests ?? 0;
  failed += counted?.numFailedTests || (code === 0 ? 0 : 1);
  const bad = (counted?.testResults ?? []).flatMap((file) => file.assertionResults).filter((result) => result.status === 'failed');
  for (const { fullName, failureMessages } of bad) names.push(`${suite}: ${fullName}\n${failureMessages.join('\n').slice(0, 1_500)}`);
  if (code !== 0 && bad.length === 0) names.push(`${suite}: broke off`);
}

for (const suite of asked.length > 0 ? asked : suites) {
  process.stdout.write(`\n— ${suite}\n`);
  if (suite === 'check') {
    const { code, output } = await run('node', ['scripts/check.ts']);
    if (code === 0) passed++;
    else {
      failed++;
      names.push(output.slice(-3_000));
    }
    continue;
  }
  // Servers of the other suites need the front ends, too.
  if ((await run('node', ['scripts/build.ts', '--if-stale'])).code !== 0) process.exit(1);
  if (suite === 'stories') {
    await provideScanner();
    await provideMailPrograms();
    await provideSenders();
  }
  await count(suite, suite === 'browser' ? { CHROMIUM: await provideBrowser() } : {});
}

for (const name of names) process.stdout.write(`\nfailed: ${name}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
