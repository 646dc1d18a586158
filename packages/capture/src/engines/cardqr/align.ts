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

/** Places of a symbol that look the same whatever it holds, and how dark they are when somewhat blurred. */
export interface Pattern {
  readonly count: number;
  /** Place across and down, 0 to 1. */
  readonly across: Float64Array;
  readonly down: Float64Array;
  /** Darkness about what uneven light explains, of length one. */
  readonly darkness: Float64Array;
  /** Uneven light: {@link shades} surfaces of up to the second degree, at right angles and of length one; by place. */
  readonly shading: Float64Array;
}

/** The surfaces: a level, two slopes, three bends. */
const shades = 6;

/**
 * The pattern at each of its modules, at every third and every sixth: for the last look, for nearing, for sorting out. To sort out, light
 * is a level alone: of so few places, a surface explains too much, and a clean symbol was not found.
 */
export const [finePattern, roughPattern, sparePattern] = [patternOf(1, 6), patternOf(3, 6), patternOf(7, 1)] as const;

function patternOf(stride: number, removed: number): Pattern {
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
  const surfaces: ((s: number, t: number) => number)[] = [
    () => 1,
    (s) => s,
    (_, t) => t,
    (s) => s * s,
    (s, t) => s * t,
    (_, t) => t * t,
  ];
  const shading: number[][] = [];
  for (const surface of surfaces.slice(0, removed))
    shading.push(
      unitRest(
        places.map(({ u, v }) => surface(u / side - 0.5, v / side - 0.5)),
        shading,
      ),
    );
  return {
    count: places.length,
    across: Float64Array.from(places, ({ u }) => u / side),
    down: Float64Array.from(places, ({ v }) => v / side),
    darkness: Float64Array.from(
      unitRest(
        places.map(({ dark }) => dark),
        shading,
      ),
    ),
    shading: Float64Array.from(places.flatMap((_, at) => surfaces.map((_, shade) => shading[shade]?.[at] ?? 0))),
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
  const { count, across, down, darkness, shading } = pattern;
  // Bilinear in the corners. Thousands of places are looked at in each frame: nothing is made for one.
  const left = corners[0][0];
  const top = corners[0][1];
  const acrossX = corners[1][0] - left;
  const acrossY = corners[1][1] - top;
  const downX = corners[3][0] - left;
  const downY = corners[3][1] - top;
  const bendX = corners[2][0] - left - acrossX - downX;
  const bendY = corners[2][1] - top - acrossY - downY;
  let level = 0;
  let slopeAcross = 0;
  let slopeDown = 0;
  let bendAcross = 0;
  let twist = 0;
  let bendDown = 0;
  let squares = 0;
  let product = 0;
  for (let at = 0; at < count; at++) {
    const s = across[at];
    const t = down[at];
    const light = sample(
      plane,
      left + s * (acrossX + t * bendX) + t * downX,
      top + s * (acrossY + t * bendY) + t * downY,
    );
    const from = at * shades;
    level += light * shading[from];
    slopeAcross += light * shading[from + 1];
    slopeDown += light * shading[from + 2];
    bendAcross += light * shading[from + 3];
    twist += light * shading[from + 4];
    bendDown += light * shading[from + 5];
    squares += light * light;
    product -= light * darkness[at];
  }
  const shaded = level ** 2 + slopeAcross ** 2 + slopeDown ** 2 + bendAcross ** 2 + twist ** 2 + bendDown ** 2;
  const spread = squares - shaded;
  // Flatter than a level is nothing.
  return spread < count ? 0 : product / Math.sqrt(spread);
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
          if (now > best) best = now;
          else corner[axis] = before;
        }
  return { corners: own, likeness: best };
}
