import { maxBins } from './bins.ts';
import { createFit, type Fit } from './fit.ts';
import { createGrid, createStencils, type Grid, layGrid, layLooseStencils, originOf, type Stencils } from './grid.ts';
import { type Pose, placeBins } from './model.ts';
import type { Profile } from './profile.ts';
import type { ShapesOfLength } from './shapes.ts';
import type { Ends, Start } from './starts.ts';
import { characters, characterWidth, symbolWidth } from './symbols.ts';
import { maxCharacters, type Places } from './trellis.ts';

/** Samples to a character and its gap: four to a module at a ratio of 2.5. */
const period = 58;
/** A character may lie this many steps of half a module off its place. */
const maxShift = 7;
const shifts = 2 * maxShift + 1;
const shiftStep = 2;
/** The outer characters were found: they move less. */
const maxEndShift = 2;
const all = characters.length;

/** Buffers for laying characters. */
export interface ElasticWork {
  /** Only its light is used. */
  readonly light: Fit;
  readonly grid: Grid;
  /** By ratio and blur. */
  readonly stencils: Map<string, Stencils>;
  /** At `(place * shifts + shift) * all + character`. */
  readonly misfit: Float64Array;
  /** At `place * shifts + shift`: the least misfit up to there, the shift before, the character. */
  readonly layer: Float64Array;
  readonly from: Int8Array;
  readonly letter: Uint8Array;
  /** Running sums, by sample of the grid and by bin. */
  readonly baseSums: Float64Array;
  readonly sumW: Float64Array;
  readonly sumY: Float64Array;
}

export function createElasticWork(): ElasticWork {
  return {
    light: createFit(),
    grid: createGrid(),
    stencils: new Map(),
    misfit: new Float64Array(maxCharacters * shifts * all),
    layer: new Float64Array(maxCharacters * shifts),
    from: new Int8Array(maxCharacters * shifts),
    letter: new Uint8Array(maxCharacters * shifts),
    baseSums: new Float64Array(8193),
    sumW: new Float64Array(maxBins + 1),
    sumY: new Float64Array(maxBins + 1),
  };
}

/** A pose and a text to refine from. */
export interface ElasticFit {
  readonly pose: Pose;
  readonly text: Uint8Array;
}

/**
 * Lays characters one after another on a profile, each a little off the place that the start gives it, by dynamic
 * programming: follows perspective, a bent card and a start that is wrong by some modules. Returns the text and the pose
 * that its shifts suggest.
 */
export function layElastic(profile: Profile, start: Start, length: ShapesOfLength, work: ElasticWork): ElasticFit {
  const pose = poseOf(start);
  layRoughLight(profile, start, pose, work);
  layGrid(profile, pose, start.count, period, work.light, work.grid);
  layMisfits(length.union, stencilsFor(pose.ratio, pose.sigma, work.stencils), work);
  const places = Array.from({ length: start.count }, () => 0);
  const text = new Uint8Array(start.count);
  let best = Infinity;
  for (const shape of length.shapes) {
    const cost = walk(shape, start.ends, work);
    if (cost.best >= best) continue;
    best = cost.best;
    trace(start.count, cost.at, work, text, places);
  }
  return { pose: bend(pose, start.count, places, seenShares(start.count, work.grid)), text };
}

function poseOf({ left, right, perspective }: Start): Pose {
  return {
    start: left.edge,
    end: right.edge,
    perspective: Math.min(0.5, Math.max(-0.35, perspective)),
    bow: 0,
    ratio: left.ratio,
    sigma: Math.sqrt(left.sigma * right.sigma),
    inkGain: 0.05,
  };
}

function stencilsFor(ratio: number, sigma: number, known: Map<string, Stencils>): Stencils {
  const key = `${ratio}/${sigma.toFixed(2)}`;
  let stencils = known.get(key);
  if (stencils === undefined) {
    stencils = createStencils();
    layLooseStencils({ ratio, sigma, inkGain: 0.05, period }, stencils);
    known.set(key, stencils);
  }
  return stencils;
}

/**
 * Contrast from both start/stop characters; paper from the mean over one character's width, whose share of ink is known: all
 * figures and letters have two wide bars.
 */
function layRoughLight(profile: Profile, { left, right, count }: Start, pose: Pose, work: ElasticWork): void {
  const { light, sumW, sumY } = work;
  const { m } = work.grid;
  const width = symbolWidth(count, pose.ratio);
  placeBins(profile, pose, width, m);
  for (let bin = 0; bin < profile.count; bin++) {
    sumW[bin + 1] = sumW[bin] + profile.w[bin];
    sumY[bin + 1] = sumY[bin] + profile.w[bin] * profile.y[bin];
  }
  const one = characterWidth(pose.ratio) + 1;
  const share = (3 + 2 * pose.ratio) / one;
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < profile.count; bin++) {
    const centre = Math.min(width - one / 2, Math.max(one / 2, m[bin]));
    while (low < profile.count && m[low] < centre - one / 2) low++;
    while (high < profile.count && m[high] < centre + one / 2) high++;
    const along = Math.min(1, Math.max(0, m[bin] / width));
    const contrast = left.contrast * (1 - along) + right.contrast * along;
    const weight = sumW[high] - sumW[low];
    const mean = weight > 0 ? (sumY[high] - sumY[low]) / weight : left.paper - contrast * share;
    light.contrast[bin] = contrast;
    light.paper[bin] = mean + contrast * share;
  }
}

function layMisfits(union: Places, { s, lead }: Stencils, { grid, baseSums, misfit }: ElasticWork): void {
  for (let at = 0; at < grid.count; at++) baseSums[at + 1] = baseSums[at] + grid.wzz[at];
  const origin = originOf(grid) - lead;
  for (let place = 0; place < union.length; place++)
    for (let shift = 0; shift < shifts; shift++) {
      const begin = origin + place * period + (shift - maxShift) * shiftStep;
      const base = baseSums[begin + period] - baseSums[begin];
      const row = (place * shifts + shift) * all;
      for (const character of union[place]) {
        const stencil = character * period;
        let sum = base;
        for (let at = 0; at < period; at++) {
          const dark = s[stencil + at];
          sum += dark * (grid.w[begin + at] * dark - 2 * grid.wz[begin + at]);
        }
        misfit[row + character] = sum;
      }
    }
}

function walk(shape: Places, ends: Ends, work: ElasticWork): { best: number; at: number } {
  const { layer, from, letter, misfit } = work;
  const last = shape.length - 1;
  for (let place = 0; place <= last; place++) {
    const isEnd = (place === 0 && ends !== 'last') || (place === last && ends !== 'first');
    for (let shift = 0; shift < shifts; shift++) {
      const at = place * shifts + shift;
      layer[at] = Infinity;
      if (isEnd && Math.abs(shift - maxShift) > maxEndShift) continue;
      let before = 0;
      if (place > 0) {
        before = Infinity;
        for (let turn = -1; turn <= 1; turn++) {
          const was = shift - turn;
          if (was < 0 || was >= shifts) continue;
          const cost = layer[at - shifts - turn];
          if (cost >= before) continue;
          before = cost;
          from[at] = was;
        }
        if (before === Infinity) continue;
      }
      const allowed = shape[place];
      let character = allowed[0];
      for (const other of allowed) if (misfit[at * all + other] < misfit[at * all + character]) character = other;
      letter[at] = character;
      layer[at] = before + misfit[at * all + character];
    }
  }
  let best = Infinity;
  let end = 0;
  for (let shift = 0; shift < shifts; shift++)
    if (layer[last * shifts + shift] < best) {
      best = layer[last * shifts + shift];
      end = shift;
    }
  return { best, at: end };
}

function trace(count: number, end: number, { letter, from }: ElasticWork, text: Uint8Array, places: number[]): void {
  let shift = end;
  for (let place = count - 1; place >= 0; place--) {
    text[place] = letter[place * shifts + shift];
    places[place] = shift - maxShift;
    if (place > 0) shift = from[place * shifts + shift];
  }
}

/** Returns the visible share of each character, relative to the most visible: one under glare has no position of its own. */
function seenShares(count: number, grid: Grid): number[] {
  const shares = Array.from({ length: count }, (_, place) => {
    let sum = 0;
    const from = originOf(grid) + place * period;
    for (let at = from; at < from + period; at++) sum += grid.w[at];
    return sum;
  });
  const most = Math.max(...shares, 1e-12);
  return shares.map((share) => Math.min(1, (2 * share) / most) + 1e-4);
}

/** The smooth map nearest to the shifts: least squares over ends, perspective and bow, the last two held back. */
function bend(pose: Pose, count: number, shiftOf: readonly number[], shares: readonly number[]): Pose {
  // To first order a shift of share B by δ is: δstart (1 − B) + δend B + perspective B (1 − B) + bow B (1 − B)(1 − 2B).
  const a = Array.from({ length: 4 }, () => [0, 0, 0, 0, 0]);
  const width = symbolWidth(count, pose.ratio);
  const one = characterWidth(pose.ratio) + 1;
  for (let place = 0; place < count; place++) {
    const share = ((place + 0.5) * one) / width;
    const moved = (((shiftOf[place] * shiftStep) / period) * one) / width;
    const row = [-(1 - share), -share, share * (1 - share), share * (1 - share) * (1 - 2 * share)];
    for (let i = 0; i < 4; i++) {
      const weighed = shares[place] * row[i];
      for (let j = 0; j < 4; j++) a[i][j] += weighed * row[j];
      a[i][4] -= weighed * moved;
    }
  }
  a[2][2] += 0.02;
  a[3][3] += 0.1;
  for (let i = 0; i < 4; i++)
    for (let k = i + 1; k < 4; k++) {
      const factor = a[k][i] / a[i][i];
      for (let c = i; c < 5; c++) a[k][c] -= factor * a[i][c];
    }
  const x = [0, 0, 0, 0];
  for (let i = 3; i >= 0; i--) {
    let sum = a[i][4];
    for (let c = i + 1; c < 4; c++) sum -= a[i][c] * x[c];
    x[i] = sum / a[i][i];
  }
  const length = pose.end - pose.start;
  const q = pose.perspective;
  return {
    ...pose,
    start: pose.start + (x[0] * length) / (1 + q),
    end: pose.end + x[1] * length * (1 + q),
    perspective: Math.min(0.55, Math.max(-0.35, q + x[2] * (1 + q))),
    bow: Math.min(0.1, Math.max(-0.1, x[3])),
  };
}
