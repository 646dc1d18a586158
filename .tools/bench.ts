/**
 * `npm run bench:register`: usages a second and how long they take, beside what the database alone could do, as a table
 * that is also written into docs/benchmarks.md. `-- --usages 600` for a quick look (not written).
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machine, toTable, writeBetweenMarks } from '../test/bench/register/report.ts';
import { benchRegister } from '../test/bench/register/run.ts';
import { noPostgres, postgresDirectory } from '../test/register/throwaway-postgres.ts';
import { root } from './run.ts';

const { values } = parseArgs({ options: { usages: { type: 'string' } } });
const bin = postgresDirectory();
if (bin === undefined) console.log(`PGlite alone: ${noPostgres}.`);
const lines = await benchRegister({ bin, usages: Number(values.usages ?? 2_000), say: (line) => console.log(line) });
const table = toTable(lines);
const postgres = bin && execFileSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
const where = machine(postgres ?? 'no PostgreSQL');
console.log(`\n${where}\n\n${table}\n`);
if (values.usages === undefined && bin !== undefined) {
  await writeBetweenMarks(path.join(root, 'docs/benchmarks.md'), `Measured ${where}.\n\n${table}`);
}
