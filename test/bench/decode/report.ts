// The table in Markdown.
import type { EmptyTime } from './empty.ts';
import type { Photographs } from './photographs.ts';
import { productName } from './readers.ts';
import type { Sweep } from './sweeps.ts';
import { allOurs, allPeers, type Tallies, type Tally } from './tally.ts';

export interface Measured {
  readonly sweeps: readonly { readonly sweep: Sweep; readonly tallies: Tallies }[];
  readonly photographs: readonly Photographs[] | undefined;
  readonly times: readonly EmptyTime[];
}

/** What counts as read, as in decoding.md. */
const readShare = 0.95;

const columns = {
  'code-39': [
    'zxing-wasm',
    '@zxing/library',
    'quagga2',
    'zbar-wasm',
    allPeers,
    'zxing-library engine',
    'quagga2 engine',
    'card39',
    allOurs,
    productName,
  ],
  qr: [
    'zxing-wasm',
    '@zxing/library',
    'zbar-wasm',
    'jsQR',
    allPeers,
    'zxing-library engine',
    'cardqr',
    allOurs,
    productName,
  ],
} as const;

export function toTable({ sweeps, photographs, times }: Measured): string {
  const tables = (['code-39', 'qr'] as const).map((kind) => {
    const own = sweeps.filter(({ sweep }) => sweep.kind === kind);
    const rows = own.map(({ sweep, tallies }) => [
      sweep.name.replace(/^(Code 39|QR): /, ''),
      ...columns[kind].map((name) => cellOf(sweep, tallies[name])),
    ]);
    const title = kind === 'qr' ? 'QR' : 'Code 39';
    for (const { name, tallies } of photographs ?? [])
      if (name.startsWith(title))
        rows.push([name.slice(title.length + 2), ...columns[kind].map((who) => photographCell(tallies[who]))]);
    const wrong = columns[kind].map((name) =>
      wrongIn(
        own.flatMap(({ tallies }) => tallies[name] ?? []),
        name,
      ),
    );
    rows.push(['wrong texts in all of this (of a card’s shape)', ...wrong]);
    return table([title, ...columns[kind]], rows);
  });
  const timeRows = times.map(({ name, asked, medianMs, p95Ms }) => [
    name,
    asked,
    medianMs.toFixed(1),
    p95Ms.toFixed(1),
  ]);
  return [...tables, table(['an empty frame of 1280 × 720', 'asked for', 'median ms', 'p95 ms'], timeRows)].join(
    '\n\n',
  );
}

function cellOf({ tells, points }: Sweep, tallies: readonly Tally[] | undefined): string {
  if (tallies === undefined) return '';
  const share = ({ read, frames }: Tally) => read / frames;
  if (tells === 'none') return `${sum(tallies, 'wrong')} of ${sum(tallies, 'frames')} read a card`;
  if (tells === 'sum') return `${sum(tallies, 'read')} of ${sum(tallies, 'frames')}`;
  if (tells === 'each') {
    const worst = Math.min(...tallies.map(share));
    return `${tallies.filter((tally) => share(tally) >= readShare).length}, worst ${Math.round(100 * worst)} %`;
  }
  const failed = tallies.findIndex((tally) => share(tally) < readShare);
  const last = failed < 0 ? points.length - 1 : failed - 1;
  return points[last]?.name ?? 'none';
}

function photographCell(tally: Tally | undefined): string {
  if (tally === undefined) return '';
  const wrong = tally.wrong > 0 ? `, ${tally.wrong} wrong` : '';
  return `${tally.read} of ${tally.frames}${wrong}`;
}

function wrongIn(tallies: readonly Tally[], name: string): string {
  return name === allPeers ? '' : `${sum(tallies, 'wrong')} (${sum(tallies, 'wrongCards')})`;
}

function sum(tallies: readonly Tally[], of: keyof Tally): number {
  return tallies.reduce((total, tally) => total + tally[of], 0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map((_, at) => (at === 0 ? '---' : '--:')).join('|')}|`, ...rows.map(line)].join('\n');
}
