import { createSpread, darknessOf, laySpread } from './model.ts';
import type { Point } from './pose.ts';
import { type Plane, sample } from './pyramid.ts';
import { fixedModules, kinds, side } from './symbol.ts';

/** Corners of a symbol: top left, top right, bottom right, bottom left. */
export type Corners = readonly [Point, Point, Point, Point];

/** Blur of the pattern that is looked for, in modules: between sharp and as blurred as can be read. */
const patternBlur = 0.6;
/** A place whose light is more than this the content's says little. */
const maxOpen = 0.35;
/**
 * A level above this shows a reflection, whatever lies under it. Of all places of a symbol, at most this share may lie under one:
 * if more do, the paper is overexposed.
 */
const [dazzling, maxDazzled] = [248, 0.4];

/** Places of a symbol that look the same whatever it holds, and how dark they are when somewhat blurred. */
export interface Pattern {
  readonly count: number;
  /** Place across and down, 0 to 1. */
  readonly across: Float64Array;
  readonly down: Float64Array;
  /** Darkness about what uneven light explains, of length one. */
  readonly darkness: Float64Array;
  /** Uneven light: surfaces at right angles and of length one, one after another; each by place. */
  readonly shading: Float64Array;
  /** A buffer with a number for each place. */
  readonly light: Float64Array;
}

/**
 * The pattern at each of its modules, at every third and every seventh: for the last look, for nearing, for sorting out. The
 * degree of the surfaces: the more places, the more they may explain. What a surface of degree four explains is most of what
 * other dark things share with a symbol, its three dark corners.
 */
export const [finePattern, roughPattern, sparePattern] = [patternOf(1, 4), patternOf(3, 3), patternOf(7, 0)] as const;

function patternOf(stride: number, degree: number): Pattern {
  const known = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));
  const open = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 1 : 0));
  const [across, down] = [createSpread(), createSpread()];
  const all: { u: number; v: number; dark: number }[] = [];
  for (let v = -1.5; v < side + 2; v++)
    for (let u = -1.5; u < side + 2; u++) {
      laySpread(u, patternBlur, across);
      laySpread(v, patternBlur, down);
      if (darknessOf(open, across, down) <= maxOpen) all.push({ u, v, dark: darknessOf(known, across, down) });
    }
  const places = all.filter((_, at) => at % stride === 0);
  const shading: number[][] = [];
  for (let sum = 0; sum <= degree; sum++)
    for (let power = 0; power <= sum; power++) {
      const surface = places.map(({ u, v }) => (u / side - 0.5) ** (sum - power) * (v / side - 0.5) ** power);
      shading.push(unitRest(surface, shading));
    }
  const dark = places.map((place) => place.dark);
  return {
    count: places.length,
    across: Float64Array.from(places, ({ u }) => u / side),
    down: Float64Array.from(places, ({ v }) => v / side),
    darkness: Float64Array.from(unitRest(dark, shading)),
    shading: Float64Array.from(shading.flat()),
    light: new Float64Array(places.length),
  };
}

/** Returns the part of a vector at right angles to others, at length one (Gram and Schmidt). The others are at right angles, too. */
function unitRest(vector: readonly number[], others: readonly (readonly number[])[]): number[] {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
  let rest = [...vector];
  for (const other of others) {
    const along = dot(rest, other);
    rest = rest.map((value, at) => value - along * (other[at] as number));
  }
  const norm = Math.sqrt(dot(rest, rest));
  return rest.map((value) => value / norm);
}

/** Correlation, -1 to 1, of a plane between the corners with what every symbol shares, whatever the shading. */
export function likeness(plane: Plane, corners: Corners, pattern: Pattern): number {
  const { count, across, down, darkness, shading, light } = pattern;
  // Bilinear in the corners. Thousands of places are looked at in each frame: nothing is made for one.
  const left = corners[0][0];
  const top = corners[0][1];
  const acrossX = corners[1][0] - left;
  const acrossY = corners[1][1] - top;
  const downX = corners[3][0] - left;
  const downY = corners[3][1] - top;
  const bendX = corners[2][0] - left - acrossX - downX;
  const bendY = corners[2][1] - top - acrossY - downY;
  let spread = 0;
  let product = 0;
  let dazzled = 0;
  for (let at = 0; at < count; at++) {
    const s = across[at];
    const t = down[at];
    const own = sample(
      plane,
      left + s * (acrossX + t * bendX) + t * downX,
      top + s * (acrossY + t * bendY) + t * downY,
    );
    light[at] = own;
    if (own > dazzling) dazzled++;
    spread += own * own;
    product -= own * darkness[at];
  }
  if (dazzled > 0 && dazzled <= maxDazzled * count) return likenessBesideGlare(pattern);
  for (let from = 0; from < shading.length; from += count) {
    let sum = 0;
    for (let at = 0; at < count; at++) sum += light[at] * shading[from + at];
    spread -= sum ** 2;
  }
  // Flatter than a level is nothing.
  return spread < count ? 0 : product / Math.sqrt(spread);
}

/** The same from the light of each place but those that dazzle, where the surfaces are no longer at right angles. */
function likenessBesideGlare({ count, darkness, shading, light }: Pattern): number {
  const surfaces = shading.length / count;
  const terms = surfaces + 2;
  // The normal equations of the surfaces, the pattern and the light. Their Cholesky triangle has what is left of each by those before.
  const row = new Float64Array(terms);
  const triangle = new Float64Array(terms * terms);
  let seen = 0;
  for (let at = 0; at < count; at++) {
    if (light[at] > dazzling) continue;
    seen++;
    for (let surface = 0; surface < surfaces; surface++) row[surface] = shading[surface * count + at];
    row[surfaces] = darkness[at];
    row[surfaces + 1] = light[at];
    for (let one = 0; one < terms; one++)
      for (let other = 0; other <= one; other++) triangle[one * terms + other] += row[one] * row[other];
  }
  for (let one = 0; one < terms; one++)
    for (let other = 0; other <= one; other++) {
      let sum = triangle[one * terms + other];
      for (let k = 0; k < other; k++) sum -= triangle[one * terms + k] * triangle[other * terms + k];
      if (one === other) triangle[one * terms + one] = sum > 1e-9 ? Math.sqrt(sum) : 0;
      else {
        const under = triangle[other * terms + other];
        triangle[one * terms + other] = under > 0 ? sum / under : 0;
      }
    }
  const along = triangle[(terms - 1) * terms + surfaces];
  const rest = triangle[terms * terms - 1];
  const spread = along * along + rest * rest;
  return spread < seen ? 0 : -along / Math.sqrt(spread);
}

/** Moves the corners, one at a time, to the greatest likeness nearby. */
export function climb(
  plane: Plane,
  corners: Corners,
  { pattern, steps }: { readonly pattern: Pattern /** In modules. */; readonly steps: readonly number[] },
): { readonly corners: Corners; readonly likeness: number } {
  const own = corners.map(([x, y]) => [x, y] as [number, number]) as unknown as [Point, Point, Point, Point];
  let best = likeness(plane, own, pattern);
  const modulePx = Math.hypot(own[1][0] - own[0][0], own[1][1] - own[0][1]) / side;
  for (const modules of steps)
    for (const corner of own as unknown as [number, number][])
      for (const axis of [0, 1] as const)
        for (const way of [1, -1]) {
          const before = corner[axis];
          corner[axis] = before + way * modules * modulePx;
          const now = likeness(plane, own, pattern);
          if (now > best) {
            best = now;
            // The other way leads back.
            break;
          }
          corner[axis] = before;
        }
  return { corners: own, likeness: best };
}
