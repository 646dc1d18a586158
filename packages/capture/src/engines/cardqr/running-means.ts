/** As much of a plane as running over it needs; the arrays may be longer. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Means of `count` pixels of a row, an odd number, around each; beyond the edge as at the edge. */
export function meanAcross({ width, height }: Size, from: Float32Array, count: number, to: Float32Array): void {
  const reach = count >> 1;
  const last = width - 1;
  for (let start = 0; start < width * height; start += width) {
    let sum = (reach + 1) * from[start];
    for (let x = 0; x < reach; x++) sum += from[start + Math.min(last, x)];
    for (let x = 0; x <= last; x++) {
      const entering = from[start + Math.min(last, x + reach)];
      const leaving = from[start + Math.max(0, x - reach - 1)];
      sum += entering - leaving;
      to[start + x] = sum / count;
    }
  }
}

/** The same down the columns, all of a row at a time; `sums` has room for a row. */
export function meanDown(
  { width, height }: Size,
  from: Float32Array,
  count: number,
  to: Float32Array,
  sums: Float64Array,
): void {
  const reach = count >> 1;
  const last = height - 1;
  for (let x = 0; x < width; x++) sums[x] = (reach + 1) * from[x];
  for (let y = 0; y < reach; y++)
    for (let x = 0, row = Math.min(last, y) * width; x < width; x++) sums[x] += from[row + x];
  for (let y = 0; y <= last; y++) {
    const entering = Math.min(last, y + reach) * width;
    const leaving = Math.max(0, y - reach - 1) * width;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x] + from[entering + x] - from[leaving + x];
      sums[x] = sum;
      to[row + x] = sum / count;
    }
  }
}
