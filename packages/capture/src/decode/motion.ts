import type { Frame } from './frame.ts';

/** Cells that are compared, and samples a side in each. */
const columns = 16;
const rows = 9;
const samplesASide = 8;
/** A cell's mean of 64 samples is off by 1.5 levels in the strongest noise that cards are read in (sigma 12). */
const minLevels = 6;
/** What all cells do is light or noise: one that moves must be so many times further off than the middle one. Guess. */
const timesTheMiddle = 6;
/** Whatever the others do, a cell that is off by so much has moved. Guess. */
const enoughLevels = 24;

/** Tells from 9 216 pixels a frame whether anything in view has moved. */
export interface Motion {
  /** Whether the frame differs from the one kept; with `keep`, it is kept in its place. The first one always differs. */
  differs(frame: Frame, keep: boolean): boolean;
}

/** Compares means of cells; a change of all of them alike (a lamp, the camera's exposure) is none. */
export function createMotion(): Motion {
  let means = new Float32Array(columns * rows);
  let kept = new Float32Array(columns * rows);
  let isFirst = true;
  const shifts = new Float32Array(columns * rows);

  return {
    differs(frame, keep) {
      layMeans(frame, means);
      const moved = isFirst || isMoved(kept, means, shifts);
      if (keep || isFirst) [kept, means] = [means, kept];
      isFirst = false;
      return moved;
    },
  };
}

function layMeans({ luma, widthPx, heightPx }: Frame, means: Float32Array): void {
  means.fill(0);
  const [across, down] = [columns * samplesASide, rows * samplesASide];
  for (let v = 0; v < down; v++) {
    const row = Math.floor(((v + 0.5) * heightPx) / down) * widthPx;
    const cells = Math.floor(v / samplesASide) * columns;
    for (let u = 0; u < across; u++) {
      const cell = cells + Math.floor(u / samplesASide);
      const level = luma[row + Math.floor(((u + 0.5) * widthPx) / across)] ?? 0;
      means[cell] = (means[cell] as number) + level / samplesASide ** 2;
    }
  }
}

function isMoved(before: Float32Array, after: Float32Array, shifts: Float32Array): boolean {
  for (let cell = 0; cell < shifts.length; cell++) shifts[cell] = (after[cell] as number) - (before[cell] as number);
  const alike = middleOf(shifts);
  for (let cell = 0; cell < shifts.length; cell++) shifts[cell] = Math.abs((shifts[cell] as number) - alike);
  const usual = middleOf(shifts);
  return (shifts.at(-1) as number) > Math.min(enoughLevels, Math.max(minLevels, timesTheMiddle * usual));
}

/** The middle one, and sorts them. */
function middleOf(values: Float32Array): number {
  return values.sort()[values.length >> 1] as number;
}
