import { maxBins } from './bins.ts';
import type { Ends, Start } from './ends.ts';
import { createFit } from './fit.ts';
import { createGrid, createStencils, layGrid, layLooseStencils, originOf, type Stencils } from './grid.ts';
import { type Pose, placeBins } from './model.ts';
import type { Profile } from './profile.ts';
import type { ShapesOfLength } from './shapes.ts';
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

const light = createFit();
const grid = createGrid();
const known = new Map<string, Stencils>();
const misfit = new Float64Array(maxCharacters * shifts * all);
const layer = new Float64Array(maxCharacters * shifts);
const from = new Int8Array(maxCharacters * shifts);
const letter = new Uint8Array(maxCharacters * shifts);
const baseSums = new Float64Array(8193);

/**
 * Lays characters one after another on a profile, each a little off the place that the start gives it, by dynamic
 * programming: follows perspective, a bent card and a start that is wrong by some modules. The pose that its shifts
 * suggest and the text come back: a place to refine from.
 */
export function layElastic(profile: Profile, start: Start, length: ShapesOfLength): { pose: Pose; text: Uint8Array } {
  const pose = poseOf(start);
  layRoughLight(profile, start, pose);
  layGrid(profile, pose, start.count, period, light, grid);
  layMisfits(length.union, stencilsFor(pose.ratio, pose.sigma));
  const places = Array.from({ length: start.count }, () => 0);
  const text = new Uint8Array(start.count);
  let best = Infinity;
  for (const shape of length.shapes) {
    const cost = walk(shape, start.ends);
    if (cost.best >= best) continue;
    best = cost.best;
    trace(start.count, cost.at, text, places);
  }
  return { pose: bend(pose, start.count, places, seenShares(start.count)), text };
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

function stencilsFor(ratio: number, sigma: number): Stencils {
  const key = `${ratio}/${sigma.toFixed(2)}`;
  let stencils = known.get(key);
  if (stencils === undefined) {
    stencils = createStencils();
    layLooseStencils({ ratio, sigma, inkGain: 0.05, period }, stencils);
    known.set(key, stencils);
  }
  return stencils;
}

const m = new Float64Array(maxBins);
const sumW = new Float64Array(maxBins + 1);
const sumY = new Float64Array(maxBins + 1);

/**
 * Contrast from the two stars; paper from the mean over one character's width, of which the ink's share is known: all
 * figures and letters have two wide bars.
 */
function layRoughLight(profile: Profile, { left, right, count }: Start, pose: Pose): void {
  const width = symbolWidth(count, pose.ratio);
  placeBins(profile, pose, width, m);
  for (let bin = 0; bin < profile.count; bin++) {
    sumW[bin + 1] = (sumW[bin] as number) + (profile.w[bin] as number);
    sumY[bin + 1] = (sumY[bin] as number) + (profile.w[bin] as number) * (profile.y[bin] as number);
  }
  const one = characterWidth(pose.ratio) + 1;
  const share = (3 + 2 * pose.ratio) / one;
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < profile.count; bin++) {
    const centre = Math.min(width - one / 2, Math.max(one / 2, m[bin] as number));
    while (low < profile.count && (m[low] as number) < centre - one / 2) low++;
    while (high < profile.count && (m[high] as number) < centre + one / 2) high++;
    const along = Math.min(1, Math.max(0, (m[bin] as number) / width));
    const contrast = left.contrast * (1 - along) + right.contrast * along;
    const weight = (sumW[high] as number) - (sumW[low] as number);
    const mean = weight > 0 ? ((sumY[high] as number) - (sumY[low] as number)) / weight : left.paper - contrast * share;
    light.contrast[bin] = contrast;
    light.paper[bin] = mean + contrast * share;
  }
}

function layMisfits(union: Places, { s, lead }: Stencils): void {
  for (let at = 0; at < grid.count; at++) baseSums[at + 1] = (baseSums[at] as number) + (grid.wzz[at] as number);
  const origin = originOf(grid) - lead;
  for (let place = 0; place < union.length; place++)
    for (let shift = 0; shift < shifts; shift++) {
      const begin = origin + place * period + (shift - maxShift) * shiftStep;
      const base = (baseSums[begin + period] as number) - (baseSums[begin] as number);
      const row = (place * shifts + shift) * all;
      for (const character of union[place] as Uint8Array) {
        const stencil = character * period;
        let sum = base;
        for (let at = 0; at < period; at++) {
          const dark = s[stencil + at] as number;
          sum += dark * ((grid.w[begin + at] as number) * dark - 2 * (grid.wz[begin + at] as number));
        }
        misfit[row + character] = sum;
      }
    }
}

function walk(shape: Places, ends: Ends): { best: number; at: number } {
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
          const cost = layer[at - shifts - turn] as number;
          if (cost >= before) continue;
          before = cost;
          from[at] = was;
        }
        if (before === Infinity) continue;
      }
      const allowed = shape[place] as Uint8Array;
      let character = allowed[0] as number;
      for (const other of allowed)
        if ((misfit[at * all + other] as number) < (misfit[at * all + character] as number)) character = other;
      letter[at] = character;
      layer[at] = before + (misfit[at * all + character] as number);
    }
  }
  let best = Infinity;
  let end = 0;
  for (let shift = 0; shift < shifts; shift++)
    if ((layer[last * shifts + shift] as number) < best) {
      best = layer[last * shifts + shift] as number;
      end = shift;
    }
  return { best, at: end };
}

function trace(count: number, end: number, text: Uint8Array, places: number[]): void {
  let shift = end;
  for (let place = count - 1; place >= 0; place--) {
    text[place] = letter[place * shifts + shift] as number;
    places[place] = shift - maxShift;
    if (place > 0) shift = from[place * shifts + shift] as number;
  }
}

/** How much of each character is seen, against the best seen: what glare hides has no place of its own. */
function seenShares(count: number): number[] {
  const shares = Array.from({ length: count }, (_, place) => {
    let sum = 0;
    const from = originOf(grid) + place * period;
    for (let at = from; at < from + period; at++) sum += grid.w[at] as number;
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
    const moved = ((((shiftOf[place] as number) * shiftStep) / period) * one) / width;
    const row = [-(1 - share), -share, share * (1 - share), share * (1 - share) * (1 - 2 * share)];
    for (let i = 0; i < 4; i++) {
      const weighed = (shares[place] as number) * (row[i] as number);
      for (let j = 0; j < 4; j++) ((a[i] as number[])[j] as number) += weighed * (row[j] as number);
      ((a[i] as number[])[4] as number) -= weighed * moved;
    }
  }
  ((a[2] as number[])[2] as number) += 0.02;
  ((a[3] as number[])[3] as number) += 0.1;
  for (let i = 0; i < 4; i++)
    for (let k = i + 1; k < 4; k++) {
      const factor = ((a[k] as number[])[i] as number) / ((a[i] as number[])[i] as number);
      for (let c = i; c < 5; c++) ((a[k] as number[])[c] as number) -= factor * ((a[i] as number[])[c] as number);
    }
  const x = [0, 0, 0, 0];
  for (let i = 3; i >= 0; i--) {
    let sum = (a[i] as number[])[4] as number;
    for (let c = i + 1; c < 4; c++) sum -= ((a[i] as number[])[c] as number) * (x[c] as number);
    x[i] = sum / ((a[i] as number[])[i] as number);
  }
  const length = pose.end - pose.start;
  const q = pose.perspective;
  return {
    ...pose,
    start: pose.start + ((x[0] as number) * length) / (1 + q),
    end: pose.end + (x[1] as number) * length * (1 + q),
    perspective: Math.min(0.55, Math.max(-0.35, q + (x[2] as number) * (1 + q))),
    bow: Math.min(0.1, Math.max(-0.1, x[3] as number)),
  };
}
