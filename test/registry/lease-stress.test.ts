/**
 * Sixteen concurrent devices on PostgreSQL that do everything that moves tickets. The fixed seed determines what each
 * device does next. The machine determines whose request comes first, so no two runs are the same; every sum must hold
 * in each. `npm run test:soak -- --only leases` tries new seeds.
 */
import { expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { runLeaseStress } from './lease-stress-trial.ts';
import { requiredPostgres } from './throwaway-postgres.ts';

const devices = 16;

it(`keeps every sum and the cap while ${devices} devices do everything at once (seed ${seed})`, async () => {
  const report = await runLeaseStress({ bin: requiredPostgres(), seed, devices, steps: 60 });
  console.log(`${report.samples} samples while ${JSON.stringify(report.statuses)}`);
  expect(report.wrong.slice(0, 5)).toEqual([]);
  // Everything that can happen to a ticket has happened.
  expect(report.from).toEqual(['free', 'lease', 'over']);
  expect(report.ended).toEqual(expect.arrayContaining(['returned', 'revoked', 'cloned']));
  expect(report.samples).toBeGreaterThan(10);
});
