import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, summaryReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumFlags, chromiumPath, grantedFakeCamera } from './support/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Sources name their worker by its published name (`x.js`); here it stands as `x.ts`, and the wasm in its package. */
async function asPublished(context, next) {
  const { path: url } = context;
  if (/\/packages\/[a-z]+\/src\/.*\.js$/.test(url) && !existsSync(path.join(root, url)))
    context.path = url.replace(/js$/, 'ts');
  if (url.endsWith('/zxing_reader.wasm')) context.path = '/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm';
  return next();
}

/** Writes how many tests there were to the file that test/run.ts names. */
const countingReporter = {
  onTestRunFinished({ sessions }) {
    const file = process.env.KAIKU_TEST_COUNTS;
    if (!file) return;
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const count = (suite) => {
      for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
      suite.suites.forEach(count);
    };
    for (const { testResults } of sessions) if (testResults) count(testResults);
    writeFileSync(file, JSON.stringify(counts));
  },
};

/** Two pages run side by side, and each has the focus, as a page that a clerk works at has. */
async function createPage({ context }) {
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  return page;
}

export default {
  rootDir: root,
  files: `${root}test/**/*.browser.test.ts`,
  hostname: '127.0.0.1',
  nodeResolve: {
    exportConditions: ['kaiku-source', 'browser', 'production', 'default'],
    extensions: ['.ts', '.mjs', '.js'],
  },
  concurrency: 2,
  // A fault's time limit passes several times in some tests; Mocha's own two seconds are too short for that on a busy machine.
  testFramework: { config: { timeout: '20000' } },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  // The engines' file starts a worker for each of 408 cases: a hundred seconds where others are at work too.
  testsFinishTimeout: 300_000,
  middleware: [asPublished],
  reporters: [defaultReporter(), summaryReporter(), countingReporter],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022' })],
  browsers: [
    chromeLauncher({
      createPage,
      launchOptions: {
        executablePath: chromiumPath,
        args: [...chromiumFlags, ...grantedFakeCamera],
      },
    }),
  ],
};
