/**
 * `npm run bench:registry`, `bench:growth`, `bench:attacks`, `bench:import`, `bench:live`, `bench:outbox`, `bench:decode`,
 * `bench:damaged`, `bench:first-read`, `bench:wedge`, `bench:scan` and `bench:sizes`: measures, prints a table, and writes it to its page.
 * `-- --quick` tries the bench with small numbers and writes nothing. `bench:attacks -- --only files --seconds 60 --clients 1`
 * runs the attacks whose names begin so, each for as long and with as many clients, and writes nothing.
 * `bench:damaged -- --kept seen.jsonl --minutes 20` continues with the scenes of a file, and stops after the time.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../.tools/build.ts';
import { root } from '../../.tools/run.ts';
import { noPostgres, postgresDirectory, requiredPostgres } from '../registry/throwaway-postgres.ts';
import { benchAttacks } from './attacks/run.ts';
import { benchDamaged } from './damaged/run.ts';
import { benchFirstRead } from './decode/first-read/run.ts';
import { benchDecode } from './decode/run.ts';
import { benchGrowth } from './growth/run.ts';
import { benchImport } from './import/run.ts';
import { benchLive } from './live/run.ts';
import { benchOutbox } from './outbox/run.ts';
import { toTable } from './registry/report.ts';
import { benchRegistry } from './registry/run.ts';
import { machine, othersAtWork, writeBetweenMarks } from './report.ts';
import { benchScan } from './scan/run.ts';
import { benchSizes } from './sizes/run.ts';
import { benchWedge } from './wedge/run.ts';

interface Measured {
  readonly table: string;
  /** The programs of the measurement, in addition to Node. */
  readonly programs: readonly string[];
}

interface Bench {
  /** The page with its table. */
  readonly document: string;
  /** Without PostgreSQL the table has gaps and is not written. */
  readonly needsPostgres: boolean;
  /** It measures no times, so a busy machine does not matter. */
  readonly isTimeless?: true;
  run(): Promise<Measured>;
}

const say = (line: string) => console.log(line);
const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string' },
    kept: { type: 'string' },
    minutes: { type: 'string' },
  },
  allowPositionals: true,
});
const { quick = false, only = '', seconds = quick ? '2' : '10' } = values;
const bin = postgresDirectory();
if (bin === undefined) say(`Without PostgreSQL: ${noPostgres}.`);
const postgres = bin && execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
const postgresNamed = postgres ?? 'no PostgreSQL';

const benches: Readonly<Record<string, Bench>> = {
  registry: {
    document: 'docs/benchmarks.md',
    needsPostgres: true,
    async run() {
      const lines = await benchRegistry({ bin, visits: quick ? 600 : 2_000, say });
      return { table: toTable(lines), programs: [postgresNamed] };
    },
  },
  attacks: {
    document: 'docs/security.md',
    needsPostgres: true,
    run: async () => ({
      table: await benchAttacks({
        ...{ bin: requiredPostgres(), quick, only, seconds: Number(seconds), say },
        clients: values.clients === undefined ? undefined : Number(values.clients),
      }),
      programs: [postgresNamed],
    }),
  },
  outbox: {
    document: 'docs/benchmarks.md',
    needsPostgres: true,
    async run() {
      const { table, browser } = await benchOutbox({ bin, quick, say });
      return { table, programs: [browser, postgresNamed] };
    },
  },
  growth: {
    document: 'docs/benchmarks.md',
    needsPostgres: true,
    async run() {
      const table = await benchGrowth({ bin: bin ?? requiredPostgres(), quick, say });
      return { table, programs: [postgresNamed] };
    },
  },
  import: {
    document: 'docs/benchmarks.md',
    needsPostgres: true,
    run: async () => ({
      table: await benchImport({ bin: requiredPostgres(), quick, say }),
      programs: [postgresNamed],
    }),
  },
  live: {
    document: 'docs/benchmarks.md',
    needsPostgres: false,
    run: async () => ({ table: await benchLive({ quick, say }), programs: [] }),
  },
  decode: { document: 'docs/benchmarks.md', needsPostgres: false, run: () => benchDecode({ quick, say }) },
  damaged: {
    document: 'docs/benchmarks.md',
    needsPostgres: false,
    isTimeless: true,
    run: () =>
      benchDamaged({
        ...{ share: quick ? 0.01 : 1, kept: values.kept, say },
        minutes: values.minutes === undefined ? undefined : Number(values.minutes),
      }),
  },
  'first-read': { document: 'docs/benchmarks.md', needsPostgres: false, run: () => benchFirstRead({ quick, say }) },
  scan: {
    document: 'docs/benchmarks.md',
    needsPostgres: false,
    async run() {
      await build();
      const { table, browser } = await benchScan({ quick, say });
      return { table, programs: [browser] };
    },
  },
  sizes: {
    document: 'docs/benchmarks.md',
    needsPostgres: false,
    isTimeless: true,
    async run() {
      await build();
      return benchSizes();
    },
  },
  wedge: { document: 'docs/readers.md', needsPostgres: false, run: () => benchWedge({ quick, say }) },
};

const [name = ''] = positionals;
const bench = benches[name];
if (bench === undefined)
  throw new Error(`There is no bench '${name}'. Choose from: ${Object.keys(benches).join(', ')}.`);
const busy = bench.isTimeless ? [] : await othersAtWork();
const { table, programs } = await bench.run();
const where = machine(...programs, ...busy);
say(`\n${where}\n\n${table}\n`);
if (!quick && only === '' && (bin !== undefined || !bench.needsPostgres)) {
  await writeBetweenMarks(path.join(root, bench.document), `npm run bench:${name}`, `Measured ${where}.\n\n${table}`);
}
