/** One PostgreSQL for a run of tests, and in it a template database that each test file copies. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../src/platform/clock.ts';
import { openDatabase } from '../src/platform/db.ts';
import { startPostgres } from '../src/platform/embedded-postgres.ts';
import { migrate } from '../src/platform/migrate.ts';
import { seedTown } from './town.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of a database from which others are made. */
    postgres: string;
  }
}

export const template = 'fairlead_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-test-'));
  const postgres = await startPostgres({ dir, unsafeFast: true });
  const url = await postgres.url(template);
  await migrate(url);
  const db = await openDatabase(url, systemClock, () => undefined, 2);
  await db.transaction(seedTown);
  await db.close();
  project.provide('postgres', await postgres.url('postgres'));
  return async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
