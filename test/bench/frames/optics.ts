// From a sheet in front of a pinhole to light on the sensor: perspective, area sampling, defocus, motion. In linear light.

/** A plane of light, row by row. */
export interface Light {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The pose of a sheet, and how the lens sees it. */
export interface Pose {
  /** Pixels per module at the symbol's centre, before foreshortening. */
  readonly ppm: number;
  /** Degrees: in the picture's plane, about the symbol's long axis, about the direction of its bars. */
  readonly rotationDeg: number;
  readonly tiltXDeg: number;
  readonly tiltYDeg: number;
  /** Pixels from the picture's centre to the symbol's. */
  readonly offsetPx: readonly [number, number];
  /** Focal length over the picture's width. */
  readonly focal: number;
}

/** Defocus, in pixels, and the movement during the exposure. */
export interface Blur {
  readonly gaussianPx: number;
  /** Radius of a uniform disc: geometric defocus. */
  readonly discPx: number;
  /** A sharp core with a wide skirt, as of a dirty or cheap lens: the core's sigma. The skirt is three times as wide and has a third of the light. */
  readonly skirtPx: number;
  readonly motionPx: number;
  readonly motionRad: number;
}

export interface Projection {
  toPixel(u: number, v: number): readonly [number, number];
  toSheet(x: number, y: number): readonly [number, number];
}

/** The pinhole's map between the plane of modules (origin `centre`) and pixels. */
export function projectionOf(pose: Pose, width: number, height: number, centre: readonly [number, number]): Projection {
  const rad = Math.PI / 180;
  const [cz, sz] = [Math.cos(pose.rotationDeg * rad), Math.sin(pose.rotationDeg * rad)];
  const [cx, sx] = [Math.cos(pose.tiltXDeg * rad), Math.sin(pose.tiltXDeg * rad)];
  const [cy, sy] = [Math.cos(pose.tiltYDeg * rad), Math.sin(pose.tiltYDeg * rad)];
  const across = [cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, -cx * sy] as const;
  const down = [-sz * cx, cz * cx, sx] as const;
  const focal = pose.focal * width;
  const [ox, oy] = [width / 2 + pose.offsetPx[0], height / 2 + pose.offsetPx[1]];
  const p = pose.ppm;
  const m = [
    [focal * across[0] * p + ox * across[2] * p, focal * down[0] * p + ox * down[2] * p, ox * focal],
    [focal * across[1] * p + oy * across[2] * p, focal * down[1] * p + oy * down[2] * p, oy * focal],
    [across[2] * p, down[2] * p, focal],
  ] as const;
  const [[a, b, c], [d, e, f], [g, h, i]] = m;
  const adjugate = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ] as const;
  const through = (matrix: typeof m, x: number, y: number): readonly [number, number] => {
    const [row0, row1, row2] = matrix;
    const depth = row2[0] * x + row2[1] * y + row2[2];
    return [(row0[0] * x + row0[1] * y + row0[2]) / depth, (row1[0] * x + row1[1] * y + row1[2]) / depth];
  };
  return {
    toPixel: (u, v) => through(m, u - centre[0], v - centre[1]),
    toSheet: (x, y) => {
      const [u, v] = through(adjugate, x, y);
      return [u + centre[0], v + centre[1]];
    },
  };
}

/** Blurs in place, defocus first, then motion. `scale` is samples per pixel. */
export function applyBlur(light: Light, blur: Blur, scale: number): void {
  gaussian(light, blur.gaussianPx * scale);
  if (blur.skirtPx > 0) {
    const skirt = { ...light, data: light.data.slice() };
    gaussian(light, blur.skirtPx * scale);
    gaussian(skirt, 3 * blur.skirtPx * scale);
    for (let at = 0; at < light.data.length; at++)
      light.data[at] = (2 * (light.data[at] as number) + (skirt.data[at] as number)) / 3;
  }
  disc(light, blur.discPx * scale);
  motion(light, blur.motionPx * scale, blur.motionRad);
}

/** Separable Gaussian, edges held. */
export function gaussian({ data, width, height }: Light, sigma: number): void {
  if (sigma < 0.05) return;
  const reach = Math.ceil(sigma * 3.5);
  const kernel = new Float32Array(2 * reach + 1);
  for (let n = -reach; n <= reach; n++) kernel[n + reach] = Math.exp((-n * n) / (2 * sigma * sigma));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  for (let n = 0; n < kernel.length; n++) kernel[n] = (kernel[n] as number) / total;
  const line = new Float32Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    line.fill(row[0] as number, 0, reach);
    line.set(row, reach);
    line.fill(row[width - 1] as number, reach + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let n = 0; n < kernel.length; n++) sum += (kernel[n] as number) * (line[x + n] as number);
      row[x] = sum;
    }
  }
  const before = data.slice();
  const sums = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let n = -reach; n <= reach; n++) {
      const from = Math.min(height - 1, Math.max(0, y + n)) * width;
      const share = kernel[n + reach] as number;
      for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + share * (before[from + x] as number);
    }
    data.set(sums, y * width);
  }
}

function disc({ data, width, height }: Light, radius: number): void {
  if (radius < 0.5) return;
  const reach = Math.floor(radius);
  const halves = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.round(Math.sqrt(radius ** 2 - (n - reach) ** 2)));
  const area = halves.reduce((sum, half) => sum + 2 * half + 1, 0);
  const out = new Float32Array(data.length);
  const sums = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) sums[x + 1] = (sums[x] as number) + (data[y * width + x] as number);
    for (let n = -reach; n <= reach; n++) {
      const row = y + n;
      if (row < 0 || row >= height) continue;
      const half = halves[n + reach] as number;
      for (let x = 0; x < width; x++) {
        const from = Math.max(0, x - half);
        const to = Math.min(width - 1, x + half);
        const mean = ((sums[to + 1] as number) - (sums[from] as number)) / (to - from + 1);
        out[row * width + x] = (out[row * width + x] as number) + mean * (2 * half + 1);
      }
    }
  }
  for (let at = 0; at < out.length; at++) data[at] = (out[at] as number) / area;
}

function motion({ data, width, height }: Light, length: number, angle: number): void {
  if (length < 0.2) return;
  const steps = Math.max(2, Math.ceil(length) + 1);
  const out = new Float32Array(data.length);
  const row = (y: number) => Math.min(height - 1, Math.max(0, y)) * width;
  const column = (x: number) => Math.min(width - 1, Math.max(0, x));
  for (let step = 0; step < steps; step++) {
    const shift = (step / (steps - 1) - 0.5) * length;
    const [dx, dy] = [Math.cos(angle) * shift, Math.sin(angle) * shift];
    const [ix, iy] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - ix, dy - iy];
    for (let y = 0; y < height; y++) {
      const [above, below] = [row(y + iy), row(y + iy + 1)];
      for (let x = 0; x < width; x++) {
        const [x0, x1] = [column(x + ix), column(x + ix + 1)];
        const upper = (data[above + x0] as number) * (1 - fx) + (data[above + x1] as number) * fx;
        const lower = (data[below + x0] as number) * (1 - fx) + (data[below + x1] as number) * fx;
        out[y * width + x] = (out[y * width + x] as number) + upper * (1 - fy) + lower * fy;
      }
    }
  }
  for (let at = 0; at < data.length; at++) data[at] = (out[at] as number) / steps;
}
