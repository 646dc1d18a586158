/**
 * Browsers, tabs and registries are killed while visits are recorded; nothing that was shown as recorded is lost, doubled or made up. The
 * seed and the number of kills are fixed: they decide the orders, the faults and the plan of each kill. What a browser has
 * written when it is killed is a race, so no two runs are the same. Thousands are `npm run test:soak -- --only kill`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { measureFailover, median } from './failover.ts';
import { openRegistry, type WatchedRegistry } from './registry.ts';
import { openRegistryProcess } from './registry-process.ts';
import { openStage, type Stage } from './stage.ts';
import { inWords, runTrial } from './trial.ts';

const kills = 36;
const killsWithTears = 24;
/** A registry needs a second or two to come up again. */
const killsOfRegistries = Math.ceil(kills / 9);
const timeout = 120_000 + kills * 5_000;
const nothing = { lost: [], wrong: [], phantoms: [], duplicates: [], complaints: [] };

let stage: Stage<WatchedRegistry>;
beforeAll(async () => {
  stage = await openStage(openRegistry);
});
afterAll(() => stage.close());

it(`loses, doubles and invents nothing through ${kills} kills (seed ${seed})`, { timeout }, async () => {
  const report = await runTrial(stage, { seed, kills, storage: 'real', tears: 'never', outages: 'some' });
  console.log(inWords(report));
  const { lost, wrong, phantoms, duplicates, complaints } = report;
  expect({ lost, wrong, phantoms, duplicates, complaints }).toEqual(nothing);
  expect(report.confirmed).toBeGreaterThan(0);
  expect(report.provisional).toBeGreaterThan(0);
  expect(report.redelivered).toBeGreaterThan(0);
});

it(`nor through ${killsWithTears} whose torn writes cost the browser its database`, { timeout }, async () => {
  const report = await runTrial(stage, {
    seed,
    kills: killsWithTears,
    storage: 'real',
    tears: 'some',
    outages: 'always',
  });
  console.log(inWords(report));
  const { lost, wrong, phantoms, duplicates, complaints } = report;
  expect({ lost, wrong, phantoms, duplicates, complaints }).toEqual(nothing);
  expect(report.gone + report.behind).toBeGreaterThan(0);
  expect(report.provisional).toBeGreaterThan(0);
});

it(`nor through ${killsOfRegistries} with a registry that dies as well`, { timeout }, async () => {
  const mortal = await openStage(openRegistryProcess);
  try {
    const report = await runTrial(mortal, {
      seed,
      kills: killsOfRegistries,
      storage: 'real',
      tears: 'never',
      outages: 'some',
    });
    console.log(inWords(report));
    const { lost, wrong, phantoms, duplicates, complaints } = report;
    expect({ lost, wrong, phantoms, duplicates, complaints }).toEqual(nothing);
    expect(report.kills.registry).toBeGreaterThan(0);
    expect(report.confirmed + report.provisional).toBeGreaterThan(0);
    expect(report.redelivered).toBeGreaterThan(0);
  } finally {
    await mortal.close();
  }
});

describe('a storage that breaks the promise is found out', () => {
  it.each(['removes-before-sending', 'acknowledges-before-commit'] as const)(
    'one that %s',
    { timeout },
    async (storage) => {
      const report = await runTrial(stage, { seed, kills: 3, storage, tears: 'never', outages: 'always' });
      console.log(`${storage}: ${inWords(report)}`);
      expect(report.lost.length).toBeGreaterThan(0);
      expect({ phantoms: report.phantoms, duplicates: report.duplicates }).toEqual({ phantoms: [], duplicates: [] });
    },
  );
});

it('so is one without a copy, where writes are torn', { timeout }, async () => {
  const kills = killsWithTears / 2;
  const report = await runTrial(stage, { seed, kills, storage: 'without-copy', tears: 'always', outages: 'always' });
  console.log(`without-copy: ${inWords(report)}`);
  expect(report.lost.length).toBeGreaterThan(0);
  expect(report.complaints).toContain('A loss was told.');
});

it('when the tab that sends dies, another one goes on', { timeout }, async () => {
  const tookMs = await measureFailover(stage, 5);
  console.log(`failover: median ${Math.round(median(tookMs))} ms, longest ${Math.round(Math.max(...tookMs))} ms`);
  // How long it may take is the benchmark's: npm run bench:outbox.
  expect(tookMs).toHaveLength(5);
});
