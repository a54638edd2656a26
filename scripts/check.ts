/** Everything that must hold before a commit, in the order in which it fails fastest. One line each; what fails shows its output. */
import { run } from './run.ts';

const checks: [name: string, command: string, args: string[]][] = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint and dependency rules', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['types', 'tsc', ['--noEmit', '-p', '.']],
  ...['widget', 'console', 'portal'].map((app): [string, string, string[]] => [
    `types of the ${app}`,
    'tsc',
    ['--noEmit', '-p', `apps/${app}`],
  ]),
  ['unused code', 'knip', ['--no-progress']],
  ['front ends', 'node', ['scripts/build.ts', '--if-stale']],
  ['sizes', 'node', ['scripts/sizes.ts']],
  ['catalogs complete', 'node', ['scripts/catalogs.ts']],
  ['generated files fresh', 'node', ['scripts/generate.ts', '--check']],
];

let failed = 0;
for (const [name, command, args] of checks) {
  const began = performance.now();
  const { code, output } = await run(command, args, { quiet: true });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (code === 0) continue;
  failed++;
  process.stdout.write(`${output}\n`);
}
process.exit(failed > 0 ? 1 : 0);
