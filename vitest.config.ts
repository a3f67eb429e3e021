import { defineConfig } from 'vitest/config';

/**
 * `unit`: pure and fast, plus real sockets, files and PTYs. `e2e`: the built program against the real CLI; one file at a time.
 * `night`: the built program against many fake CLIs that are killed.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/night/kills.test.ts', 'tests/night/limits.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'night',
          include: ['tests/night/kills.test.ts', 'tests/night/limits.test.ts'],
          globalSetup: ['tests/e2e/globalSetup.ts'],
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/globalSetup.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
