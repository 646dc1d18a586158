/** One import in a process of its own, so that its memory can be measured. Prints a line of JSON. */
import { readFile } from 'node:fs/promises';
import { createRegistryServer, type DatabaseChoice } from '@kaiku/registry';
import { importFile, summarise } from '../../../packages/registry/src/import/import-file.ts';
import { kaikukantaLayout } from '../../../packages/registry/src/workbook/layouts.ts';
import { cardOf, cards, showOf, usagesOfShow } from './evenings.ts';

const [url = '', file = '', count = '50000'] = process.argv.slice(2);
const rows = Number(count);
const nowMs = Date.parse('2026-11-20T10:00:00Z');

const database: DatabaseChoice = url.startsWith('/') ? { kind: 'folder', path: url } : { kind: 'postgres', url };
const server = await createRegistryServer({ database, scenario: 'empty', now: () => nowMs, keepCardsDays: 'forever' });
const show = { venueId: 'talo', kind: 'performance', seats: 400, cap: null } as const;
const shows = Array.from({ length: Math.ceil(rows / usagesOfShow) }, (_, index) => ({
  ...{ ...show, ...showOf(index), id: `ilta-${index}` },
}));
await server.store.seed({ venues: [{ id: 'talo', name: 'Talo' }], shows });
const facts = { status: 'active', validUntilOn: '2030-01-01', minors: 9 } as const;
for (let card = 0; card < cards; card += 1_000)
  await server.store.seed({
    cards: Array.from({ length: 1_000 }, (_, index) => ({ code: cardOf(card + index), ...facts })),
  });
const bytes = await readFile(file);
globalThis.gc?.();

const before = process.memoryUsage().rss;
const options = {
  store: server.store,
  now: () => nowMs,
  venueId: 'talo',
  layout: kaikukantaLayout,
  how: 'sold',
} as const;
const times: Record<string, number> = {};
const counts: Record<string, unknown> = {};
for (const [name, isDryRun] of [
  ['dry', true],
  ['first', false],
  ['again', false],
] as const) {
  const startedMs = performance.now();
  const outcomes = await importFile(bytes, { ...options, isDryRun });
  times[name] = performance.now() - startedMs;
  counts[name] = Object.fromEntries(summarise(outcomes).counts);
}
const peak = process.resourceUsage().maxRSS * 1024;
await server.close();
console.log(JSON.stringify({ rows, bytes: bytes.length, times, counts, before, peak }));
