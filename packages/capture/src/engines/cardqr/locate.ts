import type { Frame } from '../../decode/frame.ts';
import { type Corners, climb, finePattern, likeness, roughPattern, sparePattern } from './align.ts';
import { type Blob, type BlobSearch, type Blobs, createBlobSearch, findBlobs } from './blobs.ts';
import { createPyramid, layPyramid, type Plane, type Pyramid } from './pyramid.ts';
import { side } from './symbol.ts';

/** A possible position of a symbol. */
export interface Place {
  /** In pixels of the frame. */
  readonly corners: Corners;
  /** Correlation with what every symbol shares: 1 is perfect. */
  readonly likeness: number;
}

/** Finds possible symbols. Its buffers grow to the frame's size and are then reused. */
export interface Locator {
  /** Places that may hold a symbol of some size, most likely first. */
  locate(frame: Frame, sizes: Sizes): readonly Place[];
}

/** Modules of up to some 1.9 pixels, larger ones, or both, which takes as long as the one and the other. */
export type Sizes = 'small' | 'large' | 'all';

/** Modules between the middles of two finder patterns. */
const span = side - 7;
/** Triples that are looked at, and those of them that are aligned. */
const maxTriples = 28;
const maxAligned = 4;
const maxPlaces = 2;
const minLikeness = 0.25;
const minAligned = 0.75;
/** Finder patterns of one symbol are about as dark; shading and their surroundings make a difference. */
const minDepthRatio = 0.3;

interface Triple {
  readonly corners: Corners;
  readonly plane: number;
  readonly likeness: number;
}

export function createLocator(): Locator {
  let pyramid: Pyramid = { planes: [] };
  let searches: readonly BlobSearch[] = [];
  const work = createTripleWork();
  return {
    locate(frame, sizes) {
      const { widthPx, heightPx, luma } = frame;
      if (luma.length < widthPx * heightPx) return [];
      if (pyramid.planes[0]?.width !== widthPx || pyramid.planes[0].height !== heightPx) {
        pyramid = createPyramid(widthPx, heightPx);
        searches = pyramid.planes.map(createBlobSearch);
      }
      const { planes } = pyramid;
      layPyramid(frame, pyramid);
      const triples: Triple[] = [];
      const end = sizes === 'small' ? 2 : planes.length;
      for (let level = sizes === 'large' ? 2 : 1; level < Math.min(end, planes.length); level++) {
        const plane = planes[level];
        for (const found of findBlobs(plane, searches[level]))
          eachTriple(found, work.others, (first, across, down) => {
            layCorners(first, across, down, work.trial);
            const own = likeness(plane, work.trial, sparePattern);
            if (own > minLikeness) keep({ plane: level, likeness: own, corners: work.trial }, triples);
          });
      }
      return align(planes, triples);
    },
  };
}

type Writable = [[number, number], [number, number], [number, number], [number, number]];

/** Buffers for triples: a frame has thousands, and few are kept. */
interface TripleWork {
  readonly trial: Writable;
  /** Spots at the right distance from the first. */
  readonly others: Blob[];
}

function createTripleWork(): TripleWork {
  return {
    trial: [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    others: [],
  };
}

/** Puts corners among the likeliest so far, likeliest first. */
function keep({ plane, likeness: own, corners }: Triple, triples: Triple[]): void {
  if (triples.length === 4 * maxTriples) {
    if (own <= (triples.at(-1) as Triple).likeness) return;
    triples.pop();
  }
  let place = triples.length;
  while (place > 0 && triples[place - 1].likeness < own) place--;
  triples.splice(place, 0, { plane, likeness: own, corners: scaled(corners, 2 ** plane) });
}

function align(planes: readonly Plane[], triples: readonly Triple[]): readonly Place[] {
  const rough = distinct(
    distinct(triples)
      .slice(0, maxTriples)
      .map(({ corners, plane }) => {
        const near = climb(planes[plane], scaled(corners, 0.5 ** plane), {
          pattern: roughPattern,
          steps: [1, 0.6],
        });
        return { ...near, plane, corners: scaled(near.corners, 2 ** plane) };
      }),
  ).slice(0, maxAligned);
  const places = rough.map(({ corners, plane }) => {
    const fine = climb(planes[plane - 1], scaled(corners, 0.5 ** (plane - 1)), {
      pattern: finePattern,
      steps: [0.8, 0.4, 0.4, 0.2],
    });
    return { corners: scaled(fine.corners, 2 ** (plane - 1)), likeness: fine.likeness };
  });
  return distinct(places.filter((place) => place.likeness > minAligned)).slice(0, maxPlaces);
}

function scaled(corners: Corners, factor: number): Corners {
  return corners.map(([x, y]) => [x * factor, y * factor]) as unknown as Corners;
}

/** The likeliest of those whose corners are nearly the same. */
function distinct<T extends Place>(places: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const place of [...places].sort((a, b) => b.likeness - a.likeness)) {
    const [first, second] = place.corners;
    const near = 0.08 * Math.hypot(second[0] - first[0], second[1] - first[1]);
    if (!kept.some(({ corners }) => areNear(corners, place.corners, near))) kept.push(place);
  }
  return kept;
}

/** In loops without lists: asked some ten thousand times in a frame. */
function areNear(one: Corners, other: Corners, near: number): boolean {
  for (let at = 0; at < 4; at++) {
    const from = one[at];
    const to = other[at];
    const dx = from[0] - to[0];
    const dy = from[1] - to[1];
    if (dx * dx + dy * dy >= near * near) return false;
  }
  return true;
}

/** Spots that may be the three finder patterns of a symbol: two at a right angle from the first, about as far. */
function eachTriple(
  { blobs, modulePx }: Blobs,
  others: Blob[],
  see: (first: Blob, across: Blob, down: Blob) => void,
): void {
  const near = (0.55 * span * modulePx) ** 2;
  const far = (1.5 * span * modulePx) ** 2;
  for (const first of blobs) {
    let count = 0;
    for (const other of blobs) {
      const square = (other.x - first.x) ** 2 + (other.y - first.y) ** 2;
      if (square >= near && square <= far) others[count++] = other;
    }
    for (let one = 0; one < count; one++)
      for (let two = 0; two < count; two++) {
        const across = others[one];
        const down = others[two];
        if (isCorner(first, across, down)) see(first, across, down);
      }
  }
}

function isCorner(first: Blob, across: Blob, down: Blob): boolean {
  const least = Math.min(first.depth, across.depth, down.depth);
  if (least < minDepthRatio * Math.max(first.depth, across.depth, down.depth)) return false;
  const ax = across.x - first.x;
  const ay = across.y - first.y;
  const dx = down.x - first.x;
  const dy = down.y - first.y;
  const square = ax * ax + ay * ay;
  const other = dx * dx + dy * dy;
  // Across, then down, is a turn to the right in the picture; a tilted card's angle is not quite right.
  return ax * dy - ay * dx >= 0.78 * Math.sqrt(square * other) && square <= 3 * other && other <= 3 * square;
}

/** Fills `into` with the corners of a symbol whose finder patterns are the spots. */
function layCorners(first: Blob, across: Blob, down: Blob, into: Writable): void {
  const ax = (across.x - first.x) / span;
  const ay = (across.y - first.y) / span;
  const dx = (down.x - first.x) / span;
  const dy = (down.y - first.y) / span;
  for (let at = 0; at < 4; at++) {
    const corner = into[at] as [number, number];
    const u = (at === 1 || at === 2 ? side : 0) - 3.5;
    const v = (at > 1 ? side : 0) - 3.5;
    corner[0] = first.x + u * ax + v * dx;
    corner[1] = first.y + u * ay + v * dy;
  }
}
