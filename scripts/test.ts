/** `npm test`: what the machine lacks, then the checks and every suite; ends with one line that sums them up. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.ts';
import { provideBrowser } from './browser.ts';

const chromium = await provideBrowser();
let passed = 0;
let failed = 0;

const check = await run('node', ['scripts/check.ts']);
if (check.code === 0) passed++;
else failed++;

const report = join(root, '.cache/tests.json');
rmSync(report, { force: true });
const tests = await run(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    env: { CHROMIUM: chromium },
  },
);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
  passed += numPassedTests!;
  failed += numFailedTests! || (tests.code === 0 ? 0 : Math.max(1, numFailedTestSuites!));
} else failed++;

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 || tests.code !== 0 ? 1 : 0);
