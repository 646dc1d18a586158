/** How long recording a visit takes in an outage, in a real browser, compared with other ways to store entries. */
import type { BenchBrowser } from './browser.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface OfflineLine extends Spread {
  readonly what: string;
  readonly pending: number;
}

export async function benchOffline(
  { context, url }: BenchBrowser,
  { pending, samples, say }: { pending: readonly number[]; samples: number; say: (line: string) => void },
): Promise<readonly OfflineLine[]> {
  const lines: OfflineLine[] = [];
  for (const howMany of pending) {
    for (const [what, way] of ways) {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'load' });
      await page.waitForFunction(() => globalThis.bench !== undefined);
      const tookMs = await page.evaluate(([name, entries, times]) => globalThis.bench[name](entries, times), [
        way,
        howMany,
        samples,
      ] as const);
      await page.close();
      const line = { what, pending: howMany, ...spreadOf(tookMs) };
      lines.push(line);
      say(`${what}, ${howMany} waiting: p50 ${line.p50Ms.toFixed(1)} ms, p99 ${line.p99Ms.toFixed(1)} ms`);
    }
  }
  return lines;
}

const ways = [
  ['desk.admit until the verdict', 'admitOffline'],
  ['the same without the second copy', 'admitUncopied'],
  ['idb-keyval, one array', 'oneArray'],
  ['idb-keyval, a key each, relaxed', 'oneKeyEach'],
] as const;
