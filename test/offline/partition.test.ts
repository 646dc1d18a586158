import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { playPartition } from './partition.ts';
import { openRegistry, type Registry } from './registry.ts';
import { createTimeline } from './timeline.ts';

const shows = 8;

const timeline = createTimeline(Date.parse('2026-05-15T10:00:00Z'));
let registry: Registry;

beforeAll(async () => {
  registry = await openRegistry(timeline);
});
afterAll(() => registry?.close());

describe('eight devices and one registry after network partitions', () => {
  it(`count what clerks saw, ${shows} shows from seed ${seed}`, async () => {
    const violations: string[] = [];
    const totals = { scans: 0, letIn: 0, offline: 0, over: 0, copies: 0 };
    for (let nth = 0; nth < shows; nth += 1) {
      const report = await playPartition(timeline, registry, seed + nth);
      violations.push(...report.violations);
      totals.scans += report.scans;
      totals.letIn += report.letIn.registry + report.letIn.lease + report.letIn.unconfirmed;
      totals.offline += report.letIn.lease + report.letIn.unconfirmed;
      totals.over += report.over;
      totals.copies += Number(report.copied);
    }
    console.log(`partition: ${shows} shows, seed ${seed}, ${JSON.stringify(totals)}`);
    expect(violations).toEqual([]);
  });
});
