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

/** The texts of workers are files of the build. */
const workerTexts = {
  name: 'worker-texts',
  enforce: 'pre' as const,
  resolveId: (source: string) => (source.endsWith('-worker-text.js') ? '\0worker-text' : null),
  load: (id: string) => (id === '\0worker-text' ? "export const text = 'the worker';" : null),
};

const image = 'test/support/database-image.ts';
const source = { globalSetup: [image], setupFiles: ['test/support/fixed-seed.ts'] };

/** Watches what PGlite does with files, so it must load it first. */
const alone = ['packages/registry/src/store/database/durable-files.test.ts'];

/** Read keys that arrive at the pace of a reader. test/run.ts runs nothing else at that time. */
const keys = ['test/journeys/{wedge-*,box-office-wedge,reader-doctor,in-every-engine}.test.ts'];

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
    // A failure is often seen as its message only, in a log: 40 characters, the default, would not say what differs.
    chaiConfig: { truncateThreshold: 600 },
    projects: [
      {
        extends: true,
        plugins: [fromImage, workerTexts],
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
          include: [
            'test/{capture,client,offline,playground,protocol,registry,scanner,support}/**/*.test.ts',
            ...alone,
          ],
        },
      },
      {
        extends: true,
        plugins: [fromImage],
        // Journeys on the built packages. More at a time, and a page waits for the processor until its requests time out.
        test: {
          name: 'journeys',
          globalSetup: [image],
          include: ['test/{journeys,packaging,pictures,kill}/**/*.test.ts'],
          exclude: ['test/packaging/all/**', ...keys],
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        plugins: [fromImage],
        test: { name: 'keys', globalSetup: [image], include: keys, maxWorkers: 2 },
      },
      {
        extends: true,
        plugins: [fromImage],
        test: {
          name: 'packaging',
          globalSetup: [image, 'test/packaging/all/installed.ts'],
          include: ['test/packaging/all/**/*.test.ts'],
          maxWorkers: 2,
        },
      },
    ],
  },
});
