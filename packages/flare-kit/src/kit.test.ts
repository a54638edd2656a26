import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readBundle } from './kit.ts';

/** Comes with the issue, not with the project. */
const real = fileURLToPath(new URL('../../../../shared/fixtures/troubleshoot-k3s-supportbundle.tar.gz', import.meta.url));

test.skipIf(!existsSync(real))('a real bundle of troubleshoot.sh is recognised, read and analysed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-real-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  mkdirSync(at('scratch'));
  const report = await readBundle({
    file: real,
    name: 'bundle.tar.gz',
    scratch: at('scratch'),
    out: at('pack'),
    grams: at('grams'),
    arrived: Date.UTC(2026, 10, 24),
  });
  expect(report).toMatchObject({ kind: 'troubleshoot', ended: null });
  expect(report.facts).toMatchObject({ product: 'Kubernetes', version: 'v1.31.2+k3s1', host: 'primary-node', os: 'K3s v1.31.2+k3s1' });
  expect(report.files).toHaveLength(145);
  expect(report.findings.map((f) => f.title.en)).toEqual(['Kubernetes warns: Unhealthy', 'Kubernetes warns: InvalidDiskCapacity']);
  expect(report.left.map(({ path, why }) => `${why} ${path.split('/').at(-1)}`).toSorted()).toEqual([
    'binary archive.tar',
    'binary archive.tar',
    'link run-example.log',
    'link run-pod-example.log',
  ]);
});
