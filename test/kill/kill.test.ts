/**
 * Browsers, tabs and registries are killed while visits are recorded. No visit that was shown as recorded is lost, counted
 * twice or invented. The seed and the number of kills are fixed: they determine the commands, the faults and the plan of each
 * kill. What a browser has written when it is killed is a race, so runs differ. For thousands: `npm run test:soak -- --only kill`.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quantile } from '../support/quantile.ts';
import { defaultSeed as seed } from '../support/seed.ts';
import { measureFailover } from './failover.ts';
import { openRegistry, type WatchedRegistry } from './registry.ts';
import { openRegistryProcess } from './registry-process.ts';
import { openStage, type Stage } from './stage.ts';
import { inWords, runTrial } from './trial.ts';

const kills = 24;
const killsWithTears = 16;
/** Fewer, because a registry takes a second or two to start again. */
const killsOfRegistries = 4;
const nothing = { lost: [], wrong: [], phantoms: [], duplicates: [], complaints: [] };

let stage: Stage<WatchedRegistry>;
beforeAll(async () => {
  stage = await openStage(openRegistry);
});
afterAll(() => stage.close());

it(`the client loses, doubles and invents no visit in ${kills} kills (seed ${seed})`, async () => {
  const report = await runTrial(stage, { seed, kills, storage: 'real', tears: 'never', outages: 'some' });
  console.log(inWords(report));
  const { lost, wrong, phantoms, duplicates, complaints } = report;
  expect({ lost, wrong, phantoms, duplicates, complaints }).toEqual(nothing);
  // On a busy machine the device answers before the registry each time, so none of them may be confirmed at once.
  expect(report.provisional).toBeGreaterThan(0);
  expect(report.redelivered).toBeGreaterThan(0);
});

it(`nor in ${killsWithTears} kills with torn writes, after which the browser deletes its database`, async () => {
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

it(`nor in ${killsOfRegistries} kills with a registry that is killed too`, async () => {
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

describe('the kill trial detects the loss by a broken storage', () => {
  it.each(['removes-before-sending', 'acknowledges-before-commit'] as const)('one that %s', async (storage) => {
    const report = await runTrial(stage, { seed, kills: 3, storage, tears: 'never', outages: 'always' });
    console.log(`${storage}: ${inWords(report)}`);
    expect(report.lost.length).toBeGreaterThan(0);
    expect({ phantoms: report.phantoms, duplicates: report.duplicates }).toEqual({ phantoms: [], duplicates: [] });
  });
});

it('that has card codes in clear', async () => {
  const report = await runTrial(stage, { seed, kills: 3, storage: 'in-clear', tears: 'never', outages: 'always' });
  console.log(`in-clear: ${inWords(report)}`);
  expect(report.complaints.join()).toMatch(/Card codes in clear on the disk of a closed browser: [1-9]/);
});

it('that has no copy, if writes are torn', async () => {
  const kills = 12;
  const report = await runTrial(stage, { seed, kills, storage: 'without-copy', tears: 'always', outages: 'always' });
  console.log(`without-copy: ${inWords(report)}`);
  // Whether a page lives long enough to show the loss depends on the machine: desk.offline.test.ts covers the warning.
  expect(report.lost.length).toBeGreaterThan(0);
});

it('another tab sends if the sending tab dies', async () => {
  const tookMs = await measureFailover(stage, 3);
  console.log(
    `failover: median ${Math.round(quantile(tookMs, 0.5))} ms, longest ${Math.round(Math.max(...tookMs))} ms`,
  );
  // The benchmark measures how long it takes: npm run bench:outbox.
  expect(tookMs).toHaveLength(3);
});
