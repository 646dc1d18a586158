/** One import in a process of its own, so that its memory can be measured. Prints a line of JSON. */
import { createRegistryServer, type DatabaseChoice } from '@kaiku/registry';
import { importFile, summarise } from '../../../packages/registry/src/import/import-file.ts';
import { kaikukantaLayout } from '../../../packages/registry/src/workbook/layouts.ts';
import type { UsageLine } from '../../../packages/registry/src/workbook/usage-line.ts';
import { type WorkbookFormat, writeWorkbook } from '../../../packages/registry/src/workbook/write-workbook.ts';

const [url = '', format = 'xlsx', count = '50000'] = process.argv.slice(2);
const rows = Number(count);
const usagesOfShow = 100;
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const dayMs = 86_400_000;

const database: DatabaseChoice = url.startsWith('/') ? { kind: 'folder', path: url } : { kind: 'postgres', url };
const server = await createRegistryServer({ database, scenario: 'empty', now: () => nowMs, keepCardsDays: 'forever' });
const shows = Array.from({ length: Math.ceil(rows / usagesOfShow) }, (_, index) => ({
  ...{
    id: `ilta-${index}`,
    venueId: 'talo',
    name: `Ilta ${index}`,
    kind: 'performance' as const,
    seats: 400,
    cap: null,
  },
  startsAt: new Date(Date.parse('2026-11-19T17:00:00Z') - index * dayMs).toISOString(),
}));
const facts = { status: 'active', validUntilOn: '2030-01-01', minors: 9 } as const;
await server.store.seed({ venues: [{ id: 'talo', name: 'Talo' }], shows });
for (let card = 0; card < 5_000; card += 1_000)
  await server.store.seed({
    cards: Array.from({ length: 1_000 }, (_, index) => ({ code: `A${500_000_000 + card + index}`, ...facts })),
  });
const lines = Array.from({ length: rows }, (_, index): UsageLine => {
  const show = shows[Math.floor(index / usagesOfShow)];
  const day = show?.startsAt.slice(0, 10) ?? '';
  return { card: `A${500_000_000 + (index % 5_000)}`, minors: index % 3, showName: show?.name ?? '', day };
});
const bytes = await writeWorkbook(lines, { format: format as WorkbookFormat, layout: kaikukantaLayout });
lines.length = 0;
globalThis.gc?.();

const before = process.memoryUsage().rss;
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
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
clearInterval(watch);
await server.close();
console.log(JSON.stringify({ rows, bytes: bytes.length, times, counts, before, peak }));
