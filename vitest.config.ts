import { defineConfig } from 'vitest/config';

const postgres = './apps/server/test/postgres.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'bench/src/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          name: 'stories',
          include: ['apps/server/test/stories/*.test.ts'],
          globalSetup: postgres,
          testTimeout: 20_000,
          // They wait for the database more than they work: two at once on two cores, where the default is one.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['apps/server/test/faults/*.test.ts'],
          globalSetup: postgres,
          testTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/*.test.ts'],
          globalSetup: postgres,
          testTimeout: 90_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
