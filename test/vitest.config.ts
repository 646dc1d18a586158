import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests run on the sources, without a build: the packages' exports name the sources under this condition.
const conditions = ['kaiku-source'];

/** Lets the registry's databases in memory start from an image. Others, such as those in a folder, are created as ever. */
const fromImage = {
  name: 'database-from-image',
  enforce: 'pre' as const,
  resolveId: (source: string, importer = '') =>
    source === '@electric-sql/pglite' && importer.endsWith('/registry/src/store/database/pglite.ts')
      ? fileURLToPath(new URL('support/pglite-from-image.ts', import.meta.url))
      : null,
};

const source = { globalSetup: ['test/support/database-image.ts'], setupFiles: ['test/support/fixed-seed.ts'] };

/** Watches what PGlite does with files, so it must load it first. */
const alone = ['packages/registry/src/store/database/durable-files.test.ts'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Only to end a test that hangs. A test of 20 s takes three times as long on a busy machine.
    hookTimeout: 600_000,
    testTimeout: 600_000,
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts'],
    // All cores. By default vitest leaves one free.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        plugins: [fromImage],
        // Many small files: most of their time would go into loading the same modules again.
        test: {
          ...source,
          name: 'unit',
          isolate: false,
          include: ['packages/*/src/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          exclude: ['**/dist/**', '**/*.browser.test.ts', ...alone],
        },
      },
      {
        extends: true,
        plugins: [fromImage],
        test: {
          ...source,
          name: 'source',
          include: ['test/{capture,client,offline,protocol,registry,scanner,support}/**/*.test.ts', ...alone],
        },
      },
      {
        extends: true,
        // Journeys on the built packages, two browsers at a time.
        test: {
          name: 'journeys',
          include: ['test/{journeys,packaging,pictures,kill}/**/*.test.ts'],
          maxWorkers: 2,
        },
      },
    ],
  },
});
