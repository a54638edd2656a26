/** Builds the three front ends and what customers run by npx. `--if-stale` does so only when what they are made of has changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.ts';

const madeOf = [
  'packages/{capture,client,contract,flare-kit,ui,words}/src/**/*',
  'packages/words/catalogs/**/*.json',
  'apps/{cli,console,portal,widget}/{src/**/*,index.html,vite.config.ts,build.ts,package.json}',
  'package-lock.json',
];
const stamp = join(root, '.cache/fronts');
const products = [
  'console/dist/index.html',
  'portal/dist/index.html',
  'widget/dist/widget.js',
  'widget/dist/widget-console.js',
  'widget/dist/frame/index.html',
  'cli/dist/fairlead.tgz',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const entry of globSync(madeOf, { cwd: root, withFileTypes: true }).toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    if (!entry.isFile()) continue;
    hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex');
}

const print = fingerprint();
const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === print && products.every((p) => existsSync(join(root, 'apps', p)));
if (!(fresh && process.argv.includes('--if-stale'))) {
  process.stdout.write('  Building the front ends …\n');
  const built = await Promise.all([
    run('vite', ['build', '--logLevel', 'warn'], { cwd: join(root, 'apps/console'), quiet: true }),
    run('vite', ['build', '--logLevel', 'warn'], { cwd: join(root, 'apps/portal'), quiet: true }),
    run('node', ['build.ts'], { cwd: join(root, 'apps/widget'), quiet: true }),
    run('node', ['build.ts'], { cwd: join(root, 'apps/cli'), quiet: true }),
  ]);
  for (const { code, output } of built) {
    if (code === 0) continue;
    process.stderr.write(output);
    process.exit(1);
  }
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stamp, print);
}
