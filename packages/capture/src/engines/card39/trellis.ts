import { type Grid, originOf, type Stencils } from './grid.ts';
import { characters } from './symbols.ts';

/** Most characters of a text, `*` at both ends included. */
export const maxCharacters = 24;
const all = characters.length;

/** The characters allowed at each position of a text, `*` at both ends included. */
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
  /** One character's darkness, weighted. */
  readonly weighted: Float64Array;
  /** By place and character: misfit of the best text up to it, and the character before. */
  readonly ahead: Float64Array;
  readonly cameFrom: Uint8Array;
}

export function createTrellis(): Trellis {
  return {
    count: 0,
    single: new Float64Array(maxCharacters * all),
    pair: new Float64Array(maxCharacters * all * all),
    base: 0,
    weighted: new Float64Array(512),
    ahead: new Float64Array(maxCharacters * all),
    cameFrom: new Uint8Array(maxCharacters * all),
  };
}

/** Fills the misfits of the characters allowed at each position, and of each two neighbours. */
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

function layPairs(grid: Grid, stencils: Stencils, places: Places, place: number, into: Trellis): void {
  const { lead, length, s } = stencils;
  const { weighted } = into;
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

/** Fills `into` with the text of least misfit among those that `places` allow. Returns its misfit. */
export function bestText(trellis: Trellis, places: Places, into: Uint8Array): number {
  sweepForward(trellis, places);
  const { ahead, cameFrom } = trellis;
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
  const { ahead, cameFrom } = trellis;
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

function sweepBack(trellis: Trellis, places: Places, { behind, goesTo }: Through): void {
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

/** Of the best text with a given character at a place. */
export interface Through {
  /** Its misfit, at `place * all + character`; `Infinity` if the character is not allowed there. */
  readonly cost: Float64Array;
  /** Its character before, its character after, and the misfit of what follows. */
  readonly cameFrom: Uint8Array;
  readonly goesTo: Uint8Array;
  readonly behind: Float64Array;
}

export function createThrough(): Through {
  const size = maxCharacters * all;
  return {
    cost: new Float64Array(size),
    cameFrom: new Uint8Array(size),
    goesTo: new Uint8Array(size),
    behind: new Float64Array(size),
  };
}

/** Fills `into` for every place and character that `places` allow. */
export function layThrough(trellis: Trellis, places: Places, into: Through): void {
  sweepForward(trellis, places);
  sweepBack(trellis, places, into);
  into.cameFrom.set(trellis.cameFrom);
  into.cost.fill(Infinity, 0, places.length * all);
  for (let place = 0; place < places.length; place++)
    for (const character of places[place]) {
      const at = place * all + character;
      into.cost[at] = trellis.ahead[at] + into.behind[at] + trellis.base;
    }
}

/** Returns the text of least misfit, of `count` characters, with a given character at a place. */
export function textThrough(
  { cameFrom, goesTo }: Through,
  count: number,
  place: number,
  character: number,
): Uint8Array {
  const text = new Uint8Array(count);
  text[place] = character;
  for (let at = place; at > 0; at--) text[at - 1] = cameFrom[at * all + text[at]];
  for (let at = place; at + 1 < count; at++) text[at + 1] = goesTo[at * all + text[at]];
  return text;
}
