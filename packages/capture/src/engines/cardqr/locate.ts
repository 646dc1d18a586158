import type { Frame } from '../../decode/frame.ts';
import { type Corners, climb, finePattern, likeness, roughPattern, sparePattern } from './align.ts';
import { type Blob, type BlobSearch, createBlobSearch, findBlobs } from './blobs.ts';
import { createPyramid, layPyramid, type Plane, type Pyramid } from './pyramid.ts';
import { side } from './symbol.ts';
import { eachPair, eachTriple, type SeeTriple, type Spot, spanModules } from './triples.ts';

/** A possible position of a symbol. */
export interface Place {
  /** In pixels of the frame. */
  readonly corners: Corners;
  /** Correlation with what every symbol shares: 1 is perfect. */
  readonly likeness: number;
}

/** What to look for in a frame. */
export interface Search {
  /** Modules of up to some 1.9 pixels, larger ones, or both, which takes as long as the one and the other. */
  readonly sizes: 'small' | 'large' | 'all';
  /** True to find also a symbol one of whose finder patterns is hidden, which takes half as long again. */
  readonly hidden: boolean;
}

/** Finds possible symbols. Its buffers grow to the frame's size and are then reused. */
export interface Locator {
  /** Places that may hold a symbol, most likely first. */
  locate(frame: Frame, search: Search): readonly Place[];
}

/** Triples that are kept, those of them that are brought near, and those of these that are aligned. */
const [maxKept, maxNeared, maxAligned] = [160, 40, 4];
const maxPlaces = 2;
/** The likeness with which a triple is kept, by the spare pattern and by the rough one, and a place by the fine one. Guesses, tuned on the bench. */
const [minSpare, minRough, minFine] = [0.35, 0.3, 0.5];

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
    locate(frame, { sizes, hidden }) {
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
        const see: SeeTriple = (corner, across, down) => {
          layCorners(corner, across, down, work.trial);
          if (likeness(plane, work.trial, sparePattern) <= minSpare) return;
          const own = likeness(plane, work.trial, roughPattern);
          if (own > minRough) keep({ plane: level, likeness: own, corners: work.trial }, triples);
        };
        for (const found of findBlobs(plane, searches[level])) {
          eachTriple(found, work.others, see);
          if (hidden) eachPair(found, see);
        }
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
  if (triples.length === maxKept) {
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
      .slice(0, maxNeared)
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
  return distinct(places.filter((place) => place.likeness > minFine)).slice(0, maxPlaces);
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

/** Fills `into` with the corners of a symbol whose finder patterns are the spots. */
function layCorners(corner: Spot, across: Spot, down: Spot, into: Writable): void {
  const ax = (across.x - corner.x) / spanModules;
  const ay = (across.y - corner.y) / spanModules;
  const dx = (down.x - corner.x) / spanModules;
  const dy = (down.y - corner.y) / spanModules;
  for (let at = 0; at < 4; at++) {
    const own = into[at] as [number, number];
    const u = (at === 1 || at === 2 ? side : 0) - 3.5;
    const v = (at > 1 ? side : 0) - 3.5;
    own[0] = corner.x + u * ax + v * dx;
    own[1] = corner.y + u * ay + v * dy;
  }
}
