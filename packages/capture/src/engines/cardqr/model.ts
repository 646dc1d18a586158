import { edgeReach, normalDensity, normalDistribution } from '../../normal.ts';
import { side } from './symbol.ts';

/** The reach of an edge's blur, in standard deviations. */
const reach = Math.min(edgeReach, 3);
const most = side + 1;

/** The shares of the modules along one axis that a pixel sees, and their slopes. */
export interface Spread {
  /** First module and one beyond the last that it sees. */
  from: number;
  to: number;
  /** Share of each module, its slope by the place and by the blur; by module. */
  readonly share: Float64Array;
  readonly byPlace: Float64Array;
  readonly byBlur: Float64Array;
}

export function createSpread(): Spread {
  const make = () => new Float64Array(most);
  return { from: 0, to: 0, share: make(), byPlace: make(), byBlur: make() };
}

/** Lays the spread of a pixel at `place` modules along an axis, blurred by `sigma` modules. */
export function laySpread(place: number, sigma: number, into: Spread): void {
  into.from = Math.max(0, Math.floor(place - reach * sigma));
  into.to = Math.min(side, Math.floor(place + reach * sigma) + 1);
  if (into.to <= into.from) return;
  const inverse = 1 / sigma;
  let z = (place - into.from) * inverse;
  let before = normalDistribution(z);
  let slope = normalDensity(z) * inverse;
  let bend = z * slope;
  for (let module = into.from; module < into.to; module++) {
    z -= inverse;
    const after = normalDistribution(z);
    const slopeAfter = normalDensity(z) * inverse;
    const bendAfter = z * slopeAfter;
    into.share[module] = before - after;
    into.byPlace[module] = slope - slopeAfter;
    into.byBlur[module] = bendAfter - bend;
    before = after;
    slope = slopeAfter;
    bend = bendAfter;
  }
}

/** Darkness of a pixel, 0 paper to 1 ink, and its slopes. */
export interface Darkness {
  value: number;
  byAcross: number;
  byDown: number;
  byBlurAcross: number;
  byBlurDown: number;
}

/** Darkness that two spreads see of modules, whose darkness is given row by row. */
export function layDarkness(modules: Float64Array, across: Spread, down: Spread, into: Darkness): void {
  let value = 0;
  let byAcross = 0;
  let byDown = 0;
  let byBlurAcross = 0;
  let byBlurDown = 0;
  for (let row = down.from; row < down.to; row++) {
    let sum = 0;
    let slope = 0;
    let bend = 0;
    const start = row * side;
    for (let column = across.from; column < across.to; column++) {
      const dark = modules[start + column];
      if (dark === 0) continue;
      sum += dark * across.share[column];
      slope += dark * across.byPlace[column];
      bend += dark * across.byBlur[column];
    }
    const share = down.share[row];
    value += share * sum;
    byAcross += share * slope;
    byBlurAcross += share * bend;
    byDown += down.byPlace[row] * sum;
    byBlurDown += down.byBlur[row] * sum;
  }
  into.value = value;
  into.byAcross = byAcross;
  into.byDown = byDown;
  into.byBlurAcross = byBlurAcross;
  into.byBlurDown = byBlurDown;
}

/** {@link layDarkness} without slopes. */
export function darknessOf(modules: Float64Array, across: Spread, down: Spread): number {
  let value = 0;
  for (let row = down.from; row < down.to; row++) {
    let sum = 0;
    for (let column = across.from; column < across.to; column++)
      sum += modules[row * side + column] * across.share[column];
    value += down.share[row] * sum;
  }
  return value;
}
