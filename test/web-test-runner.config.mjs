import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, summaryReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { startFirefox } from './engines/firefox.ts';
import { launcherOf } from './engines/launcher.ts';
import { inEveryEngine } from './engines/shared-files.ts';
import { startWebKit } from './engines/webkit.ts';
import { chromiumFlags, grantedFakeCamera, headlessPath } from './support/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Serves `x.ts` for a worker that the sources name `x.js`, as published, and the wasm file from its package. */
async function asPublished(context, next) {
  const { path: url } = context;
  if (/\/packages\/[a-z]+\/src\/.*\.js$/.test(url) && !existsSync(path.join(root, url)))
    context.path = url.replace(/js$/, 'ts');
  if (url.endsWith('/zxing_reader.wasm')) context.path = '/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm';
  return next();
}

/** Writes the numbers of tests, and what failed, to the file that test/run.ts names. */
const countingReporter = {
  onTestRunFinished({ sessions }) {
    const file = process.env.KAIKU_TEST_COUNTS;
    if (!file) return;
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    const count = (suite, titles) => {
      for (const { name, skipped, passed, error } of suite.tests) {
        counts[skipped ? 'skipped' : passed ? 'passed' : 'failed'] += 1;
        if (!skipped && !passed) counts.failures.push(`${[...titles, name].join(' > ')}\n${error?.message ?? ''}`);
      }
      for (const inner of suite.suites) count(inner, [...titles, inner.name]);
    };
    for (const { browser, testFile, testResults, errors } of sessions) {
      if (testResults) count(testResults, [browser.name, testFile]);
      for (const { message } of errors) counts.failures.push(`${testFile}\n${message}`);
    }
    writeFileSync(file, JSON.stringify(counts));
  },
};

/** Gives each of the concurrent pages the focus, because a clerk's page has it. */
async function createPage({ context }) {
  // A window of its own: a tab behind another one may get no pictures to paint, and the tests wait for them.
  const page = await context.newPage({ type: 'window' });
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  return page;
}

const launchers = {
  chromium: () =>
    chromeLauncher({
      createPage,
      launchOptions: { executablePath: headlessPath, args: [...chromiumFlags, ...grantedFakeCamera] },
    }),
  firefox: () => launcherOf('Firefox', startFirefox),
  webkit: () => launcherOf('WebKit', startWebKit),
};
/** Chromium alone runs every file. */
const browsers = (process.env.KAIKU_BROWSERS || 'chromium').split(',');

export default {
  rootDir: root,
  files: browsers.includes('chromium') ? `${root}test/**/*.browser.test.ts` : inEveryEngine.map((file) => root + file),
  hostname: '127.0.0.1',
  nodeResolve: {
    exportConditions: ['kaiku-source', 'browser', 'production', 'default'],
    extensions: ['.ts', '.mjs', '.js'],
  },
  // Many files wait for pictures to be painted. Each of two other engines at a time has two pages.
  concurrency: browsers.includes('chromium') ? 3 : 2,
  // All four are only to end what hangs: on a busy machine a file of 35 s takes several minutes.
  testFramework: { config: { timeout: '120000' } },
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 1_200_000,
  middleware: [asPublished],
  reporters: [defaultReporter(), summaryReporter(), countingReporter],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022' })],
  browsers: browsers.map((engine) => launchers[engine]()),
};
