/** The benchmark of the outbox: recording in an outage, draining after it, and failover to another tab. */

import { postgresDirectory } from '../../registry/throwaway-postgres.ts';
import { openBrowser } from './browser.ts';
import { benchDecideAlone, type DecidedAlone } from './decide-alone.ts';
import { benchDrain, type Drained } from './drain.ts';
import { benchFailover } from './failover.ts';
import { benchOffline, type OfflineLine } from './offline.ts';
import { spreadOf } from './spread.ts';

export interface OutboxBenchOptions {
  /** The folder of PostgreSQL's programs. @default this machine's, if any; otherwise draining is not measured */
  readonly bin?: string | undefined;
  /** A smoke run: a tenth of everything. */
  readonly quick?: boolean;
  readonly say: (line: string) => void;
}

export interface OutboxBench {
  readonly browser: string;
  /** A table in Markdown. */
  readonly table: string;
}

export async function benchOutbox({
  bin = postgresDirectory(),
  quick = false,
  say,
}: OutboxBenchOptions): Promise<OutboxBench> {
  const share = quick ? 0.1 : 1;
  const browser = await openBrowser();
  let offline: readonly OfflineLine[];
  let failovers: readonly number[];
  let alone: DecidedAlone;
  try {
    const pending = [0, 10_000 * share];
    offline = await benchOffline(browser, { pending, samples: quick ? 40 : 300, say });
    alone = await benchDecideAlone(browser, { trials: quick ? 2 : 10, say });
    failovers = await benchFailover(browser, { trials: quick ? 2 : 12, say });
  } finally {
    await browser.close();
  }
  const drained = bin === undefined ? undefined : await benchDrain({ bin, devices: 50, entries: 400 * share, say });
  const table = toTable({ offline, alone, failovers, drained });
  say(table);
  return { browser: browser.version, table };
}

interface Measured {
  readonly offline: readonly OfflineLine[];
  readonly alone: DecidedAlone;
  readonly failovers: readonly number[];
  readonly drained: Drained | undefined;
}

function toTable({ offline, alone, failovers, drained }: Measured): string {
  const rows = offline.map(({ what, pending, p50Ms, p99Ms }) => [
    `recording offline, ${pending.toLocaleString('en')} pending: ${what}`,
    `p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}`,
    what.startsWith('desk') ? 'p50 5 ms, p99 20 ms' : '',
  ]);
  if (drained !== undefined) {
    const { seconds, asks, counted, expected } = drained;
    rows.push(
      [
        `${expected - asks.confirmed - asks.provisional} entries of 50 devices drained`,
        `${seconds.toFixed(1)} s`,
        '60 s',
      ],
      [
        `${asks.confirmed} requests during that time (${asks.provisional} more decided by the device)`,
        `p50 ${ms(asks.p50Ms)}, p99 ${ms(asks.p99Ms)}`,
        'p99 300 ms',
      ],
      ['counted, of all that was shown as recorded', `${counted} of ${expected}`, 'all'],
    );
  }
  const [first, next] = [spreadOf(alone.firstMs), spreadOf(alone.nextMs)];
  rows.push(
    [
      `a link begins to hang: the device decides alone, ${alone.firstMs.length} trials`,
      `p50 ${ms(first.p50Ms)}, longest ${ms(first.p99Ms)}`,
      'timeoutMs (2,500 ms)',
    ],
    [
      `the link is known to be down: scan to verdict, ${alone.nextMs.length} cards`,
      `p50 ${ms(next.p50Ms)}, p99 ${ms(next.p99Ms)}`,
      '500 ms',
    ],
  );
  const { p50Ms } = spreadOf(failovers);
  const longest = Math.max(...failovers);
  rows.push([
    `another tab sends after a kill, ${failovers.length} trials`,
    `p50 ${ms(p50Ms)}, longest ${ms(longest)}`,
    '500 ms',
  ]);
  return ['| | measured | target |', '|---|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
