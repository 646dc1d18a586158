import type { Blob, Blobs } from './blobs.ts';
import { side } from './symbol.ts';

/** Modules between the middles of two finder patterns. */
export const spanModules = side - 7;
/** Finder patterns of one symbol are about as dark; shading and their surroundings make a difference. */
const minDepthRatio = 0.3;
/** Spots of one size in which pairs are looked for, the deepest ones: of each two come six triples. */
const maxPaired = 40;

export type Spot = Pick<Blob, 'x' | 'y'>;
/** Gets the middles of what may be the finder patterns of a symbol: at its corner, across from it and down from it. */
export type SeeTriple = (corner: Spot, across: Spot, down: Spot) => void;

/** Calls `see` for each spot and two others that lie at a right angle from it, about as far. `others` is a buffer. */
export function eachTriple({ blobs, modulePx }: Blobs, others: Blob[], see: SeeTriple): void {
  const near = (0.55 * spanModules * modulePx) ** 2;
  const far = (1.5 * spanModules * modulePx) ** 2;
  for (const corner of blobs) {
    let count = 0;
    for (const other of blobs) {
      const square = (other.x - corner.x) ** 2 + (other.y - corner.y) ** 2;
      if (square >= near && square <= far) others[count++] = other;
    }
    for (let one = 0; one < count; one++)
      for (let two = 0; two < count; two++) {
        const across = others[one];
        const down = others[two];
        if (isCorner(corner, across, down)) see(corner, across, down);
      }
  }
}

function isCorner(corner: Blob, across: Blob, down: Blob): boolean {
  const least = Math.min(corner.depth, across.depth, down.depth);
  if (least < minDepthRatio * Math.max(corner.depth, across.depth, down.depth)) return false;
  const ax = across.x - corner.x;
  const ay = across.y - corner.y;
  const dx = down.x - corner.x;
  const dy = down.y - corner.y;
  const square = ax * ax + ay * ay;
  const other = dx * dx + dy * dy;
  // Across, then down, is a turn to the right in the picture; a tilted card's angle is not quite right.
  return ax * dy - ay * dx >= 0.78 * Math.sqrt(square * other) && square <= 3 * other && other <= 3 * square;
}

/**
 * Calls `see` for each two spots that may be finder patterns while something hides the third, such as a reflection: it lies in
 * one of six places.
 */
export function eachPair({ blobs, modulePx }: Blobs, see: SeeTriple): void {
  const near = (0.7 * spanModules * modulePx) ** 2;
  const far = (1.25 * spanModules * modulePx) ** 2;
  const count = Math.min(maxPaired, blobs.length);
  for (let one = 0; one < count; one++)
    for (let other = one + 1; other < count; other++) {
      const [a, b] = [blobs[one], blobs[other]];
      if (Math.min(a.depth, b.depth) < minDepthRatio * Math.max(a.depth, b.depth)) continue;
      const square = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
      if (square >= near && square <= far) seeSide(a, b, see);
      if (square >= 2 * near && square <= 2 * far) seeDiagonal(a, b, see);
    }
}

/** The two are at the ends of a side: the third is on either hand of it, and at either end. */
function seeSide(a: Spot, b: Spot, see: SeeTriple): void {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  see(a, b, { x: a.x - dy, y: a.y + dx });
  see(b, { x: b.x - dy, y: b.y + dx }, a);
  see(b, a, { x: b.x + dy, y: b.y - dx });
  see(a, { x: a.x + dy, y: a.y - dx }, b);
}

/** The two are across and down from the corner, which is on either hand. */
function seeDiagonal(a: Spot, b: Spot, see: SeeTriple): void {
  const [dx, dy] = [(b.x - a.x) / 2, (b.y - a.y) / 2];
  const middle = { x: a.x + dx, y: a.y + dy };
  see({ x: middle.x + dy, y: middle.y - dx }, b, a);
  see({ x: middle.x - dy, y: middle.y + dx }, a, b);
}
