import type { Frame } from '../../decode/frame.ts';
import { type Corners, climb, finePattern, likeness, roughPattern, sparePattern } from './align.ts';
import { type Blob, type BlobSearch, type Blobs, createBlobSearch, findBlobs } from './blobs.ts';
import type { Point } from './pose.ts';
import { createPyramid, layPyramid, type Plane, type Pyramid } from './pyramid.ts';
import { side } from './symbol.ts';

/** Where a symbol may lie. */
export interface Place {
  /** In pixels of the frame. */
  readonly corners: Corners;
  /** Correlation with what every symbol shares: 1 is perfect. */
  readonly likeness: number;
}

/** Where symbols may lie; grows to the frame's size and is then reused. */
export interface Locator {
  /** Places that may hold a symbol, most likely first. */
  locate(frame: Frame): readonly Place[];
}

/** Modules between the middles of two finder patterns. */
const span = side - 7;
/** Triples that are looked at, and those of them that are aligned. */
const mostTriples = 28;
const mostAligned = 4;
const mostPlaces = 2;
const leastLikeness = 0.25;
const leastAligned = 0.8;
/** Finder patterns of one symbol are about as dark; shading and what lies beside them make a difference. */
const leastDepthRatio = 0.3;

interface Triple {
  readonly corners: Corners;
  readonly plane: number;
  readonly likeness: number;
}

export function createLocator(): Locator {
  let pyramid: Pyramid = { planes: [] };
  let searches: readonly BlobSearch[] = [];
  return {
    locate(frame) {
      const { widthPx, heightPx, luma } = frame;
      if (luma.length < widthPx * heightPx) return [];
      if (pyramid.planes[0]?.width !== widthPx || pyramid.planes[0].height !== heightPx) {
        pyramid = createPyramid(widthPx, heightPx);
        searches = pyramid.planes.map(createBlobSearch);
      }
      const { planes } = pyramid;
      layPyramid(frame, pyramid);
      const triples: Triple[] = [];
      for (let level = 1; level < planes.length; level++)
        for (const found of findBlobs(planes[level] as Plane, searches[level] as BlobSearch))
          for (const corners of triplesOf(found))
            triples.push({
              plane: level,
              corners: scaled(corners, 2 ** level),
              likeness: likeness(planes[level] as Plane, corners, sparePattern),
            });
      return align(planes, triples);
    },
  };
}

function align(planes: readonly Plane[], triples: readonly Triple[]): readonly Place[] {
  const likely = triples.filter((triple) => triple.likeness > leastLikeness).sort((a, b) => b.likeness - a.likeness);
  const rough = distinct(
    distinct(likely.slice(0, 4 * mostTriples))
      .slice(0, mostTriples)
      .map(({ corners, plane }) => {
        const near = climb(planes[plane] as Plane, scaled(corners, 0.5 ** plane), {
          pattern: roughPattern,
          steps: [1, 0.6],
        });
        return { ...near, plane, corners: scaled(near.corners, 2 ** plane) };
      }),
  ).slice(0, mostAligned);
  const places = rough.map(({ corners, plane }) => {
    const fine = climb(planes[plane - 1] as Plane, scaled(corners, 0.5 ** (plane - 1)), {
      pattern: finePattern,
      steps: [0.8, 0.4, 0.4, 0.2],
    });
    return { corners: scaled(fine.corners, 2 ** (plane - 1)), likeness: fine.likeness };
  });
  return distinct(places.filter((place) => place.likeness > leastAligned)).slice(0, mostPlaces);
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
    const known = kept.some(({ corners }) =>
      corners.every(
        ([x, y], at) => Math.hypot(x - (place.corners[at] as Point)[0], y - (place.corners[at] as Point)[1]) < near,
      ),
    );
    if (!known) kept.push(place);
  }
  return kept;
}

/** Corners of symbols whose three finder patterns are spots: two at a right angle from the first, about as far. */
function* triplesOf({ blobs, modulePx }: Blobs): Generator<Corners> {
  const near = (0.55 * span * modulePx) ** 2;
  const far = (1.5 * span * modulePx) ** 2;
  for (const first of blobs) {
    const others = blobs.filter((other) => {
      const square = (other.x - first.x) ** 2 + (other.y - first.y) ** 2;
      return square >= near && square <= far;
    });
    for (const across of others)
      for (const down of others) {
        const [ax, ay, dx, dy] = [across.x - first.x, across.y - first.y, down.x - first.x, down.y - first.y];
        const lengths = Math.hypot(ax, ay) * Math.hypot(dx, dy);
        if (
          Math.min(first.depth, across.depth, down.depth) <
          leastDepthRatio * Math.max(first.depth, across.depth, down.depth)
        )
          continue;
        // Across, then down, is a turn to the right in the picture; a tilted card's angle is not quite right.
        if (ax * dy - ay * dx < 0.78 * lengths) continue;
        const ratio = (ax * ax + ay * ay) / (dx * dx + dy * dy);
        if (ratio > 3 || ratio < 1 / 3) continue;
        yield cornersOf(first, across, down);
      }
  }
}

function cornersOf(first: Blob, across: Blob, down: Blob): Corners {
  const [ax, ay] = [(across.x - first.x) / span, (across.y - first.y) / span];
  const [dx, dy] = [(down.x - first.x) / span, (down.y - first.y) / span];
  const at = (u: number, v: number): Point => [
    first.x + (u - 3.5) * ax + (v - 3.5) * dx,
    first.y + (u - 3.5) * ay + (v - 3.5) * dy,
  ];
  return [at(0, 0), at(side, 0), at(side, side), at(0, side)];
}
