/** Destroyed codes, codes made to deceive, and codes that only look hard, as a page with a camera reads them. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { askWorker } from '../../support/ask-worker.ts';
import { versionOf } from '../decode/peers.ts';
import { hard } from './hard-scenes.ts';
import { wholeKinds } from './scenes.ts';
import type { SceneName, Seen } from './see.ts';

export interface DamagedBenchOptions {
  /** The share of the scenes; 1 is all. */
  readonly share: number;
  /** The first seed. Those up to 1 000, 40 from each 100_001 to 500_001, and all from 300_001 and from 600_001 were looked at while the decoder changed. @default 700_001 */
  readonly from?: number | undefined;
  readonly threads?: number | undefined;
  /** A file of scenes that were looked at, one a line in JSON: they are not looked at again, and others are added. */
  readonly kept?: string | undefined;
  /** After this time no scene is begun, and the table counts those that were looked at. */
  readonly minutes?: number | undefined;
  readonly say: (line: string) => void;
}

/** Scenes by family: how many, and what the check of 23 November 2026 saw with its own generator. */
const families: Readonly<Record<string, { readonly scenes: number; readonly was: string }>> = {
  destroyed: { scenes: 3000, was: '11 of 998 wrong' },
  pairs: { scenes: 300, was: '11 of 30 wrong' },
  touching: { scenes: 100, was: '1 of 32 wrong' },
  [wholeKinds[0]]: { scenes: 100, was: '' },
  [wholeKinds[1]]: { scenes: 80, was: '0 of 80 read' },
  [wholeKinds[2]]: { scenes: 40, was: '16 of 40 read' },
  'two at once': { scenes: 20, was: '4 of 8 read' },
  ...Object.fromEntries(Object.entries(hard).map(([kind, { was }]) => [kind, { scenes: 40, was }])),
};

/** Looks at all scenes. Returns a table in Markdown, and the scenes with a wrong card. */
export async function benchDamaged(options: DamagedBenchOptions) {
  const { share, from = 700_001, threads = cpus().length, kept, minutes = Infinity, say } = options;
  const endsAtMs = performance.now() + 60_000 * minutes;
  const seen = kept !== undefined && existsSync(kept) ? seenIn(kept) : [];
  const done = new Set(seen.map(nameOf));
  // The largest family last: a run that is cut short has seen all the others.
  const waiting = Object.entries(families)
    .sort(([, one], [, other]) => one.scenes - other.scenes)
    .flatMap(([family, { scenes }]) =>
      Array.from({ length: Math.ceil(share * scenes) }, (_, n): SceneName => ({ family, seed: from + n })),
    )
    .filter((name) => !done.has(nameOf(name)));
  const all = seen.length + waiting.length;
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./see-worker.ts', import.meta.url));
      try {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          if (performance.now() > endsAtMs) break;
          const one = await askWorker<SceneName, Seen>(worker, name);
          seen.push(one);
          if (kept !== undefined) appendFileSync(kept, `${JSON.stringify(one)}\n`);
          for (const text of one.wrong) say(`wrong: ${one.kind}, ${one.family} ${one.seed}: ${text}`);
          if (seen.length % 100 === 0) say(`${seen.length} of ${all} scenes`);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return {
    programs: [versionOf('zxing-wasm')],
    table: toTable(seen),
    wrong: seen.filter((one) => one.wrong.length > 0),
  };
}

const nameOf = ({ family, seed }: SceneName) => `${family} ${seed}`;

function seenIn(file: string): Seen[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function toTable(seen: readonly Seen[]): string {
  const lines = [
    '| | was | scenes | read | given the pose | a part said to be hidden | wrong |',
    '|---|---|--:|--:|--:|--:|--:|',
  ];
  const row = (name: string, was: string, own: readonly Seen[]) => {
    const many = (is: (one: Seen) => boolean) => own.filter(is).length;
    const counts = [
      own.length,
      many((one) => one.isRead),
      own.some((one) => one.isShown !== undefined) ? many((one) => one.isShown === true) : '',
      many((one) => one.isHidden),
      many((one) => one.wrong.length > 0),
    ];
    lines.push(`| ${[name, was, ...counts].join(' | ')} |`);
  };
  for (const [family, { was }] of Object.entries(families)) {
    const own = seen.filter((one) => one.family === family);
    const kinds = [...new Set(own.map(({ kind }) => kind))].sort();
    row(kinds.length > 1 ? `${family}, all` : (kinds[0] ?? family), was, own);
    if (kinds.length > 1)
      for (const kind of kinds)
        row(
          kind,
          '',
          own.filter((one) => one.kind === kind),
        );
  }
  return lines.join('\n');
}
