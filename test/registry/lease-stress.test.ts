/**
 * Sixteen devices at once on PostgreSQL, with everything that moves tickets. The seed is fixed: it decides what each device
 * does next. Whose request comes first is the machine's doing, so no two runs are the same; every count must add up in
 * each. New seeds are tried by `npm run test:soak -- --only leases`.
 */
import { expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { runLeaseStress } from './lease-stress-trial.ts';
import { requiredPostgres } from './throwaway-postgres.ts';

const devices = 16;

it(`keeps every count and the cap while ${devices} devices do everything at once (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  const report = await runLeaseStress({ bin: requiredPostgres(), seed, devices, steps: 60 });
  console.log(`${report.samples} samples while ${JSON.stringify(report.statuses)}`);
  expect(report.wrong.slice(0, 5)).toEqual([]);
  // All that can happen to a place has happened.
  expect(report.from).toEqual(['free', 'lease', 'over']);
  expect(report.ended).toEqual(expect.arrayContaining(['returned', 'revoked', 'cloned']));
  expect(report.samples).toBeGreaterThan(10);
});
