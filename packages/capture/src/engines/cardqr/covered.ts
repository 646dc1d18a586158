import { eachPixel, type Fit, type FitWork } from './fit.ts';
import { type Patch, quietModules } from './patch.ts';
import { type Evidence, openNumbers } from './soften.ts';
import { fixedModules, kinds, moduleCount, side } from './symbol.ts';

/** Blocks of three by three modules that are all alike. A mask leaves one or two of these in a symbol. */
const block = 3;
/** Ink that the modules of a block may differ by, of 1 between paper and ink. */
const alike = 0.4;
/** The fewest modules that are taken to be covered: more than one block, so that a symbol's own pattern is rarely taken. */
const minCovered = 12;
/** Light above which a sensor shows no difference. */
const dazzling = 0.95;
/** The share of a module's pixels that dazzle under a reflection: in noise, some of bright paper's do as well. */
const minShare = 0.8;
/** The fewest modules under a reflection: fewer are noise. */
const minDazzled = 12;
/** The share of bare paper that a reflection dazzles at most: of more, the paper itself is overexposed. */
const maxPaper = 0.4;

/** Modules to a side of a symbol with its margin. */
const wide = side + 2 * quietModules;

/** 1 at the modules that are paper in every symbol, the margin included. */
const paper = Uint8Array.from({ length: wide ** 2 }, (_, cell) => {
  const [row, column] = [Math.floor(cell / wide) - quietModules, (cell % wide) - quietModules];
  const isOutside = Math.min(row, column) < 0 || Math.max(row, column) >= side;
  return isOutside || fixedModules[row * side + column] === kinds.light ? 1 : 0;
});
const paperCount = paper.reduce((sum, each) => sum + each, 0);

/** What covers a symbol, and buffers for it. */
export interface Covered {
  /** 1 at covered modules, row by row, the margin included. */
  readonly modules: Uint8Array;
  /** Pixels by module, and those of them that dazzle. */
  readonly seen: Uint16Array;
  readonly dazzled: Uint16Array;
  /** Buffers for areas of modules. */
  readonly areas: Uint8Array;
  readonly area: Uint16Array;
}

export function createCovered(): Covered {
  return {
    modules: new Uint8Array(wide ** 2),
    seen: new Uint16Array(wide ** 2),
    dazzled: new Uint16Array(wide ** 2),
    areas: new Uint8Array(moduleCount),
    area: new Uint16Array(moduleCount),
  };
}

/** Marks the modules under a reflection that dazzles the sensor. Returns false if there is none, or if paper dazzles it as well. */
export function findDazzled(patch: Patch, fit: Fit, work: FitWork, { modules, seen, dazzled }: Covered): boolean {
  seen.fill(0);
  dazzled.fill(0);
  eachPixel(patch, fit, work, (at, { u, v }) => {
    const cell = cellOf(Math.floor(v), Math.floor(u));
    seen[cell]++;
    if (patch.light[at] > dazzling) dazzled[cell]++;
  });
  modules.fill(0);
  let count = 0;
  let onPaper = 0;
  for (let cell = 0; cell < modules.length; cell++) {
    if (dazzled[cell] === 0 || dazzled[cell] < minShare * seen[cell]) continue;
    count++;
    onPaper += paper[cell];
    coverAround(modules, Math.floor(cell / wide) - quietModules, (cell % wide) - quietModules);
  }
  return count >= minDazzled && onPaper <= maxPaper * paperCount;
}

/**
 * Marks the modules of a softened symbol that something covers, such as a sticker or a finger: there, no module differs from
 * those around it, and a symbol's would, by its mask. Returns false if nothing covers it.
 */
export function findCovered({ work: { solution } }: Evidence, { modules, areas, area }: Covered): boolean {
  areas.fill(0);
  modules.fill(0);
  for (let row = 0; row + block <= side; row++)
    for (let column = 0; column + block <= side; column++)
      if (isAlike(solution, row, column)) markBlock(areas, row, column);
  let isCovered = false;
  for (let module = 0; module < moduleCount; module++) {
    const count = collect(areas, module, area);
    if (count < minCovered) continue;
    isCovered = true;
    for (let at = 0; at < count; at++) coverAround(modules, Math.floor(area[at] / side), area[at] % side);
  }
  return isCovered;
}

/** Drops the pixels of a patch that show marked modules. */
export function dropCovered(patch: Patch, fit: Fit, work: FitWork, { modules }: Covered): void {
  let kept = 0;
  eachPixel(patch, fit, work, (at, { u, v }) => {
    if (modules[cellOf(Math.floor(v), Math.floor(u))] === 1) return;
    patch.x[kept] = patch.x[at];
    patch.y[kept] = patch.y[at];
    patch.light[kept++] = patch.light[at];
  });
  patch.count = kept;
}

/** The number of a module with the margin's; beyond the margin, that of its edge. */
function cellOf(row: number, column: number): number {
  const within = (place: number) => Math.min(wide - 1, Math.max(0, place + quietModules));
  return within(row) * wide + within(column);
}

/** Marks a module and those around it: the edge of what covers it lies anywhere, and a reflection fades. */
function coverAround(modules: Uint8Array, row: number, column: number): void {
  for (let y = row - 1; y <= row + 1; y++) for (let x = column - 1; x <= column + 1; x++) modules[cellOf(y, x)] = 1;
}

/** True if all modules of a block are open and of one ink. */
function isAlike(solution: Float64Array, top: number, left: number): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (let row = top; row < top + block; row++)
    for (let column = left; column < left + block; column++) {
      const number = openNumbers[row * side + column];
      if (number < 0) return false;
      least = Math.min(least, solution[number]);
      most = Math.max(most, solution[number]);
    }
  return most - least < alike;
}

function markBlock(areas: Uint8Array, top: number, left: number): void {
  for (let row = top; row < top + block; row++) areas.fill(1, row * side + left, row * side + left + block);
}

/** Takes the marked modules that touch one, and unmarks them. Returns how many these are. */
function collect(areas: Uint8Array, first: number, into: Uint16Array): number {
  if (areas[first] === 0) return 0;
  areas[first] = 0;
  into[0] = first;
  let count = 1;
  for (let at = 0; at < count; at++)
    for (const next of besides(into[at])) {
      if (areas[next] === 0) continue;
      areas[next] = 0;
      into[count++] = next;
    }
  return count;
}

function besides(module: number): readonly number[] {
  const column = module % side;
  return [
    ...(column > 0 ? [module - 1] : []),
    ...(column < side - 1 ? [module + 1] : []),
    ...(module >= side ? [module - side] : []),
    ...(module < moduleCount - side ? [module + side] : []),
  ];
}
