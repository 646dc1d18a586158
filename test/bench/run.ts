/**
 * `npm run bench:registry`, `bench:outbox`, `bench:decode`, `bench:first-read`, `bench:wedge`, `bench:scan`,
 * `bench:sizes`: a table of what was measured, for the terminal and for the document that shows it. `-- --quick` for a
 * look at whether it works (not written).
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../.tools/build.ts';
import { root } from '../../.tools/run.ts';
import { noPostgres, postgresDirectory } from '../registry/throwaway-postgres.ts';
import { benchFirstRead } from './decode/first-read/run.ts';
import { benchDecode } from './decode/run.ts';
import { benchOutbox } from './outbox/run.ts';
import { toTable } from './registry/report.ts';
import { benchRegistry } from './registry/run.ts';
import { machine, othersAtWork, writeBetweenMarks } from './report.ts';
import { benchScan } from './scan/run.ts';
import { benchSizes } from './sizes/run.ts';
import { benchWedge } from './wedge/run.ts';

interface Measured {
  readonly table: string;
  /** The programs it was measured with, besides Node. */
  readonly programs: readonly string[];
}

interface Bench {
  /** Where its table stands. */
  readonly document: string;
  /** Without PostgreSQL its table has gaps, and is not written. */
  readonly needsPostgres: boolean;
  /** Nothing in it is a time: how busy the machine is does not matter. */
  readonly isTimeless?: true;
  run(): Promise<Measured>;
}

const say = (line: string) => console.log(line);
const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
const { quick = false } = values;
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
  outbox: {
    document: 'docs/benchmarks.md',
    needsPostgres: true,
    async run() {
      const { table, browser } = await benchOutbox({ bin, quick, say });
      return { table, programs: [browser, postgresNamed] };
    },
  },
  decode: { document: 'docs/benchmarks.md', needsPostgres: false, run: () => benchDecode({ quick, say }) },
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
if (bench === undefined) throw new Error(`There is no benchmark “${name}”: ${Object.keys(benches).join(', ')}.`);
const busy = bench.isTimeless ? [] : await othersAtWork();
const { table, programs } = await bench.run();
const where = machine(...programs, ...busy);
say(`\n${where}\n\n${table}\n`);
if (!quick && (bin !== undefined || !bench.needsPostgres)) {
  await writeBetweenMarks(path.join(root, bench.document), `npm run bench:${name}`, `Measured ${where}.\n\n${table}`);
}
