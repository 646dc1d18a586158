/**
 * `npm test`: runs every check and every test, and prints what failed and the sums in the last lines. The result does not
 * depend on the machine: seeds and clocks are fixed, and its time zone and language are replaced.
 * `npm test -- --only source` (or `checks`, `browser`, `journeys`, `keys`, `packaging`) runs one part; `npm test -- --browsers=chromium`
 * (or `firefox`, `webkit`, separated by commas) chooses the browsers.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../.tools/build.ts';
import { check } from '../.tools/check.ts';
import { root, startTool, succeeds } from '../.tools/run.ts';
import { browsersOf, type Engine, whyNot } from './engines/found.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each failure: the file and title of the test, and what was wrong. */
  readonly failures: readonly string[];
}

/** What is read of Vitest's report. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const counts = path.join(root, '.cache/test-counts');

function sum(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  };
}

function failure(of: string): Counts {
  return { passed: 0, failed: 1, skipped: 0, failures: [of] };
}

/**
 * The parts of `npm test`, one after the other: a browser that waits for the processor misses what must come within a time, such
 * as a second look at a card, or the keys of a reader.
 */
const parts: Readonly<Record<string, () => Promise<Counts>>> = {
  async checks() {
    const results = [...(await check())];
    const failures = results.filter(([, passed]) => !passed).map(([name]) => `Check: ${name}`);
    return { passed: results.length - failures.length, failed: failures.length, skipped: 0, failures };
  },
  source: () => vitest(['source', 'unit']),
  async browser() {
    const runs = [browsers.filter((one) => one === 'chromium'), browsers.filter((one) => one !== 'chromium')];
    let found: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const run of runs) if (run.length > 0) found = sum(found, await inBrowsers(run));
    return found;
  },
  journeys: () => vitest(['journeys']),
  keys: () => vitest(['keys']),
};

/** `npm run test:packaging` runs the last one. */
const allParts: typeof parts = { ...parts, packaging: () => vitest(['packaging']) };

/** Runs a tool of `node_modules/.bin` with further variables of the environment. Resolves to true if it succeeds. */
function run(name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> {
  return succeeds(startTool(name, args, { env: { ...process.env, ...env } }));
}

/** Chromium runs every file; the others, at the same time, those of `inEveryEngine`. */
async function inBrowsers(engines: readonly Engine[]): Promise<Counts> {
  const file = path.join(counts, `browser-${engines.join('-')}.json`);
  const env = { KAIKU_TEST_COUNTS: file, KAIKU_BROWSERS: engines.join() };
  const succeeded = await run('web-test-runner', ['--config', 'test/web-test-runner.config.mjs'], env);
  if (!existsSync(file)) return withRunner('browser', false, failure('browser: the runner wrote no result.'));
  return withRunner('browser', succeeded, JSON.parse(readFileSync(file, 'utf8')) as Counts);
}

async function vitest(projects: readonly string[]): Promise<Counts> {
  const [project = ''] = projects;
  const file = path.join(counts, `${project}.json`);
  const args = [
    ...['run', '--config', 'test/vitest.config.ts'],
    ...projects.map((name) => `--project=${name}`),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  ];
  const succeeded = await run('vitest', args, { KAIKU_BROWSERS: browsers.join() });
  if (!existsSync(file)) return withRunner(project, false, failure(`${project}: the runner wrote no result.`));
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  return withRunner(project, succeeded, {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    failures: report.testResults.flatMap(failuresOf),
  });
}

function failuresOf({ name, message, assertionResults }: VitestReport['testResults'][number]): string[] {
  const file = path.relative(root, name);
  const failures = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${file} > ${fullName}\n${failureMessages.join('\n')}`);
  return message === '' || failures.length > 0 ? failures : [`${file}\n${message}`];
}

/** Adds a failure if the runner failed without a failed test, or found no test. */
function withRunner(part: string, succeeded: boolean, found: Counts): Counts {
  if (found.passed + found.failed === 0)
    return { ...found, failed: 1, failures: [...found.failures, `${part}: the runner found no test.`] };
  if (succeeded || found.failed > 0) return found;
  return { ...found, failed: 1, failures: [...found.failures, `${part}: the runner failed, see its output above.`] };
}

/** Prints the sums of a part after it. */
async function runPart(part: string): Promise<Counts> {
  const run = allParts[part];
  if (run === undefined)
    throw new Error(`There is no part '${part}'. Choose from: ${Object.keys(allParts).join(', ')}.`);
  const started = performance.now();
  const found = await run();
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n${part}: ${found.passed} passed, ${found.failed} failed, ${found.skipped} skipped in ${seconds} s\n`);
  return found;
}

delete process.env.KAIKU_SEED;
Object.assign(process.env, { TZ: 'UTC', LC_ALL: 'C.UTF-8', LANGUAGE: 'en' });

const { values } = parseArgs({ options: { only: { type: 'string' }, browsers: { type: 'string' } } });
const chosen = values.only === undefined ? Object.keys(parts) : [values.only];
const asked = browsersOf(values.browsers);
const browsers = asked.filter((engine) => whyNot(engine) === undefined);
rmSync(counts, { recursive: true, force: true });
mkdirSync(counts, { recursive: true });

await build();
let totals: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
for (const part of chosen) totals = sum(totals, await runPart(part));
for (const each of totals.failures) console.error(`FAILED ${each.split('\n').slice(0, 12).join('\n')}\n`);
for (const engine of asked.filter((one) => !browsers.includes(one))) console.log(`Not run: ${whyNot(engine)}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
