import { edgeReach, normalDistribution } from '../../normal.ts';
import { maxBins } from './bins.ts';
import type { Fit } from './fit.ts';
import { type Pose, placeBins } from './model.ts';
import type { Profile } from './profile.ts';
import { characters, characterWidth, elementCount, symbolWidth, wideElements } from './symbols.ts';

/** Most samples of a grid. */
const maxSamples = 8192;
/** Characters' room left and right of the symbol. */
const marginPeriods = 1;

/**
 * A profile on an even grid of module coordinates, a whole number of samples to a character with its gap. The samples
 * hold darkness: 0 paper to 1 ink.
 */
export interface Grid {
  /** Samples to a character and its gap. */
  period: number;
  /** Samples to a module. */
  perModule: number;
  /** Samples in all, `marginPeriods` on both sides included. */
  count: number;
  /** Sum of weights, of weight × darkness, of weight × darkness², by sample. */
  readonly w: Float64Array;
  readonly wz: Float64Array;
  readonly wzz: Float64Array;
  /** Sum of the last over all samples. */
  energy: number;
  /** Module coordinate of each bin of the profile. */
  readonly m: Float64Array;
}

export function createGrid(): Grid {
  const make = () => new Float64Array(maxSamples);
  const m = new Float64Array(maxBins);
  return { period: 0, perModule: 0, count: 0, w: make(), wz: make(), wzz: make(), energy: 0, m };
}

/** The sample at module coordinate 0. */
export function originOf(grid: Grid): number {
  return grid.period * marginPeriods;
}

/** Lays a profile on the grid of a pose, for `count` characters, in the light of a fit. */
export function layGrid(profile: Profile, pose: Pose, count: number, period: number, light: Fit, into: Grid): void {
  const width = symbolWidth(count, pose.ratio);
  placeBins(profile, pose, width, into.m);
  into.period = period;
  into.perModule = period / (characterWidth(pose.ratio) + 1);
  into.count = Math.min(maxSamples, (count + 2 * marginPeriods) * period);
  into.w.fill(0, 0, into.count);
  into.wz.fill(0, 0, into.count);
  into.wzz.fill(0, 0, into.count);
  into.energy = 0;
  const origin = originOf(into);
  for (let bin = 0; bin < profile.count; bin++) {
    const at = Math.round(into.m[bin] * into.perModule) + origin;
    if (at < 0 || at >= into.count) continue;
    const contrast = Math.max(1e-4, light.contrast[bin]);
    const z = (light.paper[bin] - profile.y[bin]) / contrast;
    const weight = profile.w[bin] * contrast * contrast;
    into.w[at] += weight;
    into.wz[at] += weight * z;
    into.wzz[at] += weight * z * z;
    into.energy += weight * z * z;
  }
}

/** Darkness of every character on a grid, from `lead` samples before its first edge, `length` samples long. */
export interface Stencils {
  lead: number;
  length: number;
  /** At `character * length + sample`. */
  readonly s: Float64Array;
}

const maxStencil = 512;

export function createStencils(): Stencils {
  return { lead: 0, length: 0, s: new Float64Array(characters.length * maxStencil) };
}

export interface StencilShape {
  readonly ratio: number;
  readonly sigma: number;
  readonly inkGain: number;
  readonly period: number;
}

/** Characters alone, with all of their blur: sums of neighbours are exact. */
export function layStencils(shape: StencilShape, into: Stencils): void {
  const width = characterWidth(shape.ratio);
  const perModule = shape.period / (width + 1);
  const reach = Math.min(edgeReach * shape.sigma + 0.4, width / 2);
  into.lead = Math.ceil(reach * perModule);
  into.length = Math.min(maxStencil, Math.ceil((width + reach) * perModule) + into.lead + 1);
  into.s.fill(0, 0, characters.length * into.length);
  for (let character = 0; character < characters.length; character++)
    addCharacter(character, 0, shape, perModule, into, character * into.length);
}

/**
 * Characters for a window of one period, half a gap on each side, with a bar of middling width where each neighbour
 * has one: near enough to be laid one by one.
 */
export function layLooseStencils(shape: StencilShape, into: Stencils): void {
  const width = characterWidth(shape.ratio);
  const perModule = shape.period / (width + 1);
  into.lead = Math.round(perModule / 2);
  into.length = shape.period;
  into.s.fill(0, 0, characters.length * into.length);
  const middling = (3 + 2 * shape.ratio) / 5;
  for (let character = 0; character < characters.length; character++) {
    const from = character * into.length;
    addCharacter(character, 0, shape, perModule, into, from);
    addBar(-1 - middling, -1, shape, perModule, into, from);
    addBar(width + 1, width + 1 + middling, shape, perModule, into, from);
  }
}

function addCharacter(
  character: number,
  offset: number,
  shape: StencilShape,
  perModule: number,
  into: Stencils,
  from: number,
): void {
  let place = offset;
  for (let element = 0; element < elementCount; element++) {
    const width = wideElements[character * elementCount + element] === 1 ? shape.ratio : 1;
    if ((element & 1) === 0) addBar(place, place + width, shape, perModule, into, from);
    place += width;
  }
}

function addBar(
  left: number,
  right: number,
  { sigma, inkGain }: StencilShape,
  perModule: number,
  into: Stencils,
  from: number,
): void {
  const reach = edgeReach * sigma;
  const first = Math.max(0, Math.ceil((left - inkGain / 2 - reach) * perModule) + into.lead);
  const last = Math.min(into.length - 1, Math.floor((right + inkGain / 2 + reach) * perModule) + into.lead);
  for (let at = first; at <= last; at++) {
    const place = (at - into.lead) / perModule;
    into.s[from + at] +=
      normalDistribution((place - left + inkGain / 2) / sigma) -
      normalDistribution((place - right - inkGain / 2) / sigma);
  }
}
