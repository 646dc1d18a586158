import { type Grid, originOf, type Stencils } from './grid.ts';
import { characters } from './symbols.ts';

/** Most characters of a text, `*` at both ends included. */
export const maxCharacters = 24;
const all = characters.length;

/** The characters that may stand at each place of a text, `*` at both ends included. */
export type Places = readonly Uint8Array[];

/** Squared misfit by character and place, and of each two neighbours. */
export interface Trellis {
  count: number;
  /** At `place * all + character`. */
  readonly single: Float64Array;
  /** At `(place * all + character) * all + next`. */
  readonly pair: Float64Array;
  /** The misfit of no character at all. */
  base: number;
}

export function createTrellis(): Trellis {
  return {
    count: 0,
    single: new Float64Array(maxCharacters * all),
    pair: new Float64Array(maxCharacters * all * all),
    base: 0,
  };
}

/** Misfits of the characters that may stand at each place, and of each two neighbours. */
export function layTrellis(grid: Grid, stencils: Stencils, places: Places, into: Trellis): void {
  const count = places.length;
  into.count = count;
  into.base = grid.energy;
  const { lead, length, s } = stencils;
  const origin = originOf(grid) - lead;
  for (let place = 0; place < count; place++) {
    const from = origin + place * grid.period;
    for (const character of places[place]) {
      const row = character * length;
      let sum = 0;
      for (let at = 0; at < length; at++) {
        const dark = s[row + at];
        sum += dark * (grid.w[from + at] * dark - 2 * grid.wz[from + at]);
      }
      into.single[place * all + character] = sum;
    }
    if (place + 1 < count) layPairs(grid, stencils, places, place, into);
  }
}

const weighted = new Float64Array(512);

function layPairs(grid: Grid, stencils: Stencils, places: Places, place: number, into: Trellis): void {
  const { lead, length, s } = stencils;
  const from = originOf(grid) - lead + place * grid.period;
  const overlap = length - grid.period;
  for (const character of places[place]) {
    const row = character * length + grid.period;
    for (let at = 0; at < overlap; at++) weighted[at] = 2 * grid.w[from + grid.period + at] * s[row + at];
    for (const next of places[place + 1]) {
      let sum = 0;
      const nextRow = next * length;
      for (let at = 0; at < overlap; at++) sum += weighted[at] * s[nextRow + at];
      into.pair[(place * all + character) * all + next] = sum;
    }
  }
}

const ahead = new Float64Array(maxCharacters * all);
const behind = new Float64Array(maxCharacters * all);
const cameFrom = new Uint8Array(maxCharacters * all);
const goesTo = new Uint8Array(maxCharacters * all);

/** The text of least misfit among those that `places` allow; its misfit comes back. */
export function bestText(trellis: Trellis, places: Places, into: Uint8Array): number {
  sweepForward(trellis, places);
  const last = places.length - 1;
  let best = Infinity;
  for (const character of places[last]) {
    const cost = ahead[last * all + character];
    if (cost >= best) continue;
    best = cost;
    into[last] = character;
  }
  for (let place = last; place > 0; place--) into[place - 1] = cameFrom[place * all + into[place]];
  return best + trellis.base;
}

function sweepForward(trellis: Trellis, places: Places): void {
  for (const character of places[0]) ahead[character] = trellis.single[character];
  for (let place = 1; place < places.length; place++)
    for (const character of places[place]) {
      let best = Infinity;
      for (const before of places[place - 1]) {
        const from = (place - 1) * all + before;
        const cost = ahead[from] + trellis.pair[from * all + character];
        if (cost >= best) continue;
        best = cost;
        cameFrom[place * all + character] = before;
      }
      ahead[place * all + character] = best + trellis.single[place * all + character];
    }
}

function sweepBack(trellis: Trellis, places: Places): void {
  const last = places.length - 1;
  for (const character of places[last]) behind[last * all + character] = 0;
  for (let place = last - 1; place >= 0; place--)
    for (const character of places[place]) {
      const from = place * all + character;
      let best = Infinity;
      for (const next of places[place + 1]) {
        const to = (place + 1) * all + next;
        const cost = trellis.pair[from * all + next] + trellis.single[to] + behind[to];
        if (cost >= best) continue;
        best = cost;
        goesTo[from] = next;
      }
      behind[from] = best;
    }
}

/** By place and character: the least misfit of any text with that character there. `Infinity` where not allowed. */
export function throughCosts(trellis: Trellis, places: Places, into: Float64Array): void {
  sweepForward(trellis, places);
  sweepBack(trellis, places);
  into.fill(Infinity, 0, places.length * all);
  for (let place = 0; place < places.length; place++)
    for (const character of places[place]) {
      const at = place * all + character;
      into[at] = ahead[at] + behind[at] + trellis.base;
    }
}

/** The text of least misfit with a given character at a place; call after {@link throughCosts}. */
export function textThrough(places: Places, place: number, character: number, into: Uint8Array): void {
  into[place] = character;
  for (let at = place; at > 0; at--) into[at - 1] = cameFrom[at * all + into[at]];
  for (let at = place; at + 1 < places.length; at++) into[at + 1] = goesTo[at * all + into[at]];
}
