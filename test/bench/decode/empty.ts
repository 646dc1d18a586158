// What an empty frame costs: the most common frame, and what drains a battery.
import { quantile } from '../../support/quantile.ts';
import { render } from '../frames/render.ts';
import type { Readers } from './readers.ts';

export interface EmptyTime {
  readonly name: string;
  /** The symbology that was looked for. */
  readonly asked: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** Times rooms of 1280 × 720, all readers in turn on each, after a warm-up of ten. */
export async function timeEmptyFrames({ peers, ours }: Readers, frames: number): Promise<readonly EmptyTime[]> {
  const readers = [...peers, ...ours].map((reader) => {
    const kind = reader.kinds.includes('both') ? 'both' : (reader.kinds[0] ?? 'both');
    return { reader, kind, ms: [] as number[] };
  });
  for (let seed = -10; seed < frames; seed++) {
    const { frame } = render(undefined, { widthPx: 1280, heightPx: 720 }, 5010 + seed, true);
    for (const { reader, kind, ms } of readers) {
      const from = performance.now();
      await reader.read(frame, kind);
      if (seed >= 0) ms.push(performance.now() - from);
    }
  }
  return readers.map(({ reader: { name }, kind, ms }) => {
    const asked = { both: 'QR and Code 39', qr: 'QR', 'code-39': 'Code 39' }[kind];
    return { name, asked, medianMs: quantile(ms, 0.5), p95Ms: quantile(ms, 0.95) };
  });
}
