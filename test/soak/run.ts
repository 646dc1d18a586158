/**
 * `npm run test:soak`: runs for hours what `npm test` runs for seconds, and prints how much it did and what it found.
 * `-- --only protocol,kill` runs these parts, `--share 0.1` a tenth of everything, `--seed 1` repeats a run (by default
 * each run draws a seed and prints it first), `--threads 1` limits the threads of no-card.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../.tools/run.ts';
import { benchDamaged } from '../bench/damaged/run.ts';
import { runImportFuzz } from '../registry/import-fuzz-trial.ts';
import { requiredPostgres } from '../registry/throwaway-postgres.ts';
import { runCameraSoak } from './camera.ts';
import { runDeploySoak } from './deploy/deploy.ts';
import { runFailoverSoak } from './failover.ts';
import { runFaultsSoak } from './faults.ts';
import { runFestivalSoak } from './festival.ts';
import { runGuessingSoak } from './guessing.ts';
import { runKillSoak } from './kill.ts';
import { runLawsSoak } from './laws.ts';
import { runLeasesSoak } from './leases.ts';
import { runMigrationsSoak } from './migrations.ts';
import { runNoCardSoak } from './no-card.ts';
import { runOutboxSoak } from './outbox.ts';
import { runPartitionSoak } from './partition.ts';
import { runPowerCutSoak } from './power-cut.ts';
import { runProtocolSoak } from './protocol.ts';
import { soakRegistry } from './registry.ts';
import { runRequestsSoak } from './requests.ts';

interface Found {
  /** The amounts of work, by name. */
  readonly done: Readonly<Record<string, unknown>>;
  /** Must be empty. */
  readonly wrong: readonly string[];
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    share: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    threads: { type: 'string' },
  },
});
const seed = Number(values.seed);
const part = (whole: number) => Math.ceil(whole * Number(values.share));
const say = (line: string) => console.log(line);
/** The folder for histories that fail the check. */
const keepWrongIn = path.join(root, '.cache/linearizability');

/** Each part with its full size. */
const parts: Readonly<Record<string, () => Promise<Found>>> = {
  async protocol() {
    const { violations, ...done } = await runProtocolSoak({ minutes: part(20), say });
    return { done, wrong: violations };
  },
  async outbox() {
    const { wrong, ...done } = await runOutboxSoak({ histories: part(200_000), seed, say });
    return { done, wrong };
  },
  async import() {
    const { wrong, ...done } = await runImportFuzz({ files: part(10_000), seed });
    return { done, wrong };
  },
  async camera() {
    const { violations, ...done } = await runCameraSoak({ cycles: part(1_000), say });
    return { done, wrong: violations };
  },
  async kill() {
    const { complaints, ...done } = await runKillSoak({ kills: part(1_000), seed, say });
    return { done, wrong: complaints };
  },
  /** The same cells for any seed. */
  async faults() {
    const { violations, ...done } = await runFaultsSoak({ cells: part(806), say });
    return { done, wrong: violations };
  },
  async partition() {
    const { violations, ...done } = await runPartitionSoak({ shows: part(1_000), seed, say });
    return { done, wrong: violations };
  },
  async festival() {
    const { violations, ...done } = await runFestivalSoak({ scans: part(100_000), seed, say });
    return { done, wrong: violations };
  },
  async 'no-card'() {
    const threads = values.threads === undefined ? undefined : Number(values.threads);
    const { wrong, ...done } = await runNoCardSoak({ frames: part(100_000), seed, threads, say });
    return { done, wrong };
  },
  async damaged() {
    const { table, wrong } = await benchDamaged({ share: Number(values.share), from: seed, say });
    say(table);
    return { done: {}, wrong: wrong.map((one) => `${one.kind}, ${one.family} ${one.seed}: ${one.wrong.join(', ')}`) };
  },
  async laws() {
    const { violations, ...done } = await runLawsSoak({ rounds: part(50), seed, say });
    return { done, wrong: violations };
  },
  async requests() {
    const { violations, ...done } = await runRequestsSoak({ requests: part(1_000_000), seed, say });
    return { done, wrong: violations };
  },
  async 'power-cut'() {
    const { violations, ...done } = await runPowerCutSoak({ cuts: part(20), seed, say });
    return { done, wrong: violations };
  },
  async guessing() {
    const { wrong, ...done } = await runGuessingSoak({ bin: requiredPostgres(), days: part(30), seed });
    return { done, wrong };
  },
  async leases() {
    const { violations, ...done } = await runLeasesSoak({ bin: requiredPostgres(), rounds: part(100), seed, say });
    return { done, wrong: violations };
  },
  /** `--share 5` is the country of bench:growth. */
  async migrations() {
    const size = { venues: part(100), shows: part(101_000), cards: 100_000, usages: part(400_000) };
    const { violations, ...done } = await runMigrationsSoak({ bin: requiredPostgres(), size, say });
    return { done, wrong: violations };
  },
  async failover() {
    const given = { bin: requiredPostgres(), failovers: part(20), seed, keepWrongIn, say };
    const { violations, ...done } = await runFailoverSoak(given);
    return { done, wrong: violations };
  },
  async deploy() {
    const { violations, ...done } = await runDeploySoak({ say });
    return { done, wrong: violations };
  },
  registry: () => soakOfRegistry({ pooled: false }),
  'registry-pooled': () => soakOfRegistry({ pooled: true }),
};

async function soakOfRegistry({ pooled }: { readonly pooled: boolean }): Promise<Found> {
  const report = await soakRegistry({ bin: requiredPostgres(), minutes: part(30), pooled, seed, keepWrongIn, say });
  const { violations, complaints, undecided, ...done } = report;
  const tooLong = undecided === 0 ? [] : [`${undecided} histories were too long to check.`];
  return { done, wrong: [...violations, ...complaints, ...tooLong] };
}

say(`seed ${seed}`);
const chosen = values.only === undefined ? Object.keys(parts) : values.only.split(',');
for (const name of chosen) {
  const run = parts[name];
  if (run === undefined) throw new Error(`There is no part '${name}'. Choose from: ${Object.keys(parts).join(', ')}.`);
  const startedMs = performance.now();
  const { done, wrong } = await run();
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  say(`\n${name}: ${wrong.length} wrong, in ${minutes} minutes, from seed ${seed}`);
  for (const [what, much] of Object.entries(done)) say(`  ${what.padEnd(24)} ${inWords(much)}`);
  for (const line of wrong) console.error(`  ${line}`);
  say('');
  if (wrong.length > 0) process.exitCode = 1;
}

function inWords(much: unknown): string {
  if (much instanceof Map) return inWords(Object.fromEntries(much));
  if (typeof much !== 'object' || much === null)
    return typeof much === 'number' ? much.toLocaleString('en') : String(much);
  return Object.entries(much)
    .map(([what, each]) => `${Array.isArray(much) ? '' : `${what}: `}${inWords(each)}`)
    .join(', ');
}
