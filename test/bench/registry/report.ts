/** The table of the registry's benchmark. */
import type { Measured } from './load.ts';

export interface Line {
  readonly what: string;
  readonly shows: number;
  readonly clients: number;
  readonly measured: Measured;
  /** For the same shows and clients. */
  readonly ceiling: Measured | undefined;
}

export function toTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, shows, clients, measured, ceiling }) => {
    const share = ceiling === undefined ? '' : `${Math.round((measured.perSecond / ceiling.perSecond) * 100)} %`;
    const cells = [what, shows, clients, Math.round(measured.perSecond), ms(measured.p50Ms), ms(measured.p99Ms), share];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| | shows | clients | visits/s | p50 ms | p99 ms | of the ceiling |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
