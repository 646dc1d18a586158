import type { Frame } from './frame.ts';

/** Cells that are compared, and the samples along each side of one. */
const columns = 16;
const rows = 9;
const samplesASide = 8;
/** A cell's mean of 64 samples is off by 1.5 levels in the strongest noise that cards are read in (sigma 12). */
const minLevels = 6;
/** A cell has moved if it differs this many times more than the median cell; what all cells do is light or noise. Guess. */
const timesTheMiddle = 6;
/** A cell that differs by this much has moved, whatever the others do. Guess. */
const enoughLevels = 24;

/** Detects motion from 9 216 pixels of each frame. */
export interface Motion {
  /** True if the frame differs from the kept one, as the first always does. With `keep`, it becomes the kept one. */
  differs(frame: Frame, keep: boolean): boolean;
}

/** Compares the means of cells. An equal change of all cells (a lamp, the exposure) does not count. */
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

/** Returns the median, and sorts the values. */
function middleOf(values: Float32Array): number {
  return values.sort()[values.length >> 1] as number;
}
