/**
 * Four thousand requests that are generated from the registry's OpenAPI document and then damaged. None makes it fail,
 * every response matches the document, no internal data leaks, and rejected requests store nothing.
 * The seed is fixed, so every run is the same. `npm run test:soak -- --only requests` tries others: what they have found
 * are cases of wire-text.test.ts.
 */
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSeed } from '../support/seed.ts';
import { runFuzz } from './fuzz-trial.ts';

const requests = 4_000;

let registryServer: RegistryServer;
let complaints: string[];

beforeEach(async () => {
  complaints = [];
  const now = () => Date.parse('2026-11-20T10:00:00Z');
  // A key that no one has is the sender's mistake, and only the log names it.
  const log = (line: string) => void (line.includes('A card code is sealed to the key') || complaints.push(line));
  registryServer = await createRegistryServer({ now, lookUpLimits: 'none', log });
});
afterEach(() => registryServer?.close());

it(`answers ${requests} damaged requests as its document says, and keeps nothing of what it refuses`, async () => {
  const { sent, statuses, wrong, keptOfRefused } = await runFuzz(registryServer, defaultSeed, requests);
  console.log(`${sent} requests, by status ${JSON.stringify(statuses)}`);
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(keptOfRefused).toEqual([]);
  // Otherwise it would pass by rejecting, or by admitting, everything.
  expect(Math.min(statuses[201] ?? 0, statuses[200] ?? 0, statuses[400] ?? 0, statuses[409] ?? 0)).toBeGreaterThan(20);
});
