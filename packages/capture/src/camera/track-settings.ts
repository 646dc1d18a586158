// Torch, zoom, focus and size of one track: W3C Media Capture and Streams, and Image Capture.
import type { CameraState } from '../reading.ts';
import type { CameraPage, Off } from './page.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

/** The capabilities that a track reports; absent ones are not offered. */
interface Capabilities {
  readonly torch?: boolean;
  readonly zoom?: Range;
  readonly focusMode?: readonly string[];
  /** In metres. */
  readonly focusDistance?: { readonly min?: number };
}

/** The sizes to film in, the first unless decoding is slow. Half of the last one's width still reads a QR. */
const sizes = [
  { width: { ideal: 1280 }, height: { ideal: 720 } },
  { width: { ideal: 960 }, height: { ideal: 540 } },
  { width: { ideal: 640 }, height: { ideal: 360 } },
] as const;
/** Decoding is slow if half of the last pictures took longer than this, in milliseconds. Guess, decision 0014. */
const slowAboveMs = 250;
const slowOverPictures = 15;
/** A card's width, in metres (ISO/IEC 7810 ID-1), and what a phone's main lens sees across at one metre: some 65°. */
const cardWidthM = 0.0856;
const viewAtOneMetreM = 1.27;
/** The time that a tapped focus lasts, in milliseconds, before the camera focuses automatically again. Guess. */
const tappedFocusForMs = 4000;

/** The settings for every track of this camera, also after a restart. */
export interface TrackWishes {
  torch: boolean;
  /** `undefined`: whatever suits the lens. */
  zoom: number | undefined;
  /** An index of the sizes. */
  size: number;
}

export type TrackOffers = Pick<CameraState, 'torch' | 'zoom' | 'focusable'>;

export const offersNothing: TrackOffers = { torch: undefined, zoom: undefined, focusable: false };

/** Settings of an open track. None throws: a camera ignores what it cannot do. */
export interface TrackSettings {
  readonly offers: TrackOffers;
  /** Sets what is wished for now. */
  apply(): Promise<void>;
  /** Focuses on a point of the picture, 0–1 from the left and from the top. */
  focusAt(x: number, y: number): Promise<void>;
  close(): void;
}

interface TrackSettingsOptions {
  readonly track: MediaStreamTrack;
  readonly wishes: TrackWishes;
  readonly page: Pick<CameraPage, 'after'>;
}

export function capabilitiesOf(track: MediaStreamTrack): Capabilities {
  // Firefox before 132 has none.
  return (track.getCapabilities?.() ?? {}) as Capabilities;
}

/**
 * The zoom at which a card is half as wide as the picture at the nearest distance the lens is sharp at; 1 where the card
 * is so already, or the lens does not report its distance.
 */
export function zoomForCard(nearestM: number | undefined, { min, max }: Range): number {
  if (nearestM === undefined) return Math.min(Math.max(1, min), max);
  const needed = (0.5 * viewAtOneMetreM * nearestM) / cardWidthM;
  return Math.min(Math.max(1, min, Math.round(needed * 10) / 10), max);
}

/** Decides if pictures of this size take too long to decode. Call it after each, with its duration. */
export function createSlowness(): (tookMs: number) => boolean {
  let slow = 0;
  let pictures = 0;
  return (tookMs) => {
    pictures += 1;
    if (tookMs > slowAboveMs) slow += 1;
    if (pictures < slowOverPictures) return false;
    const isSlow = slow * 2 > pictures;
    slow = 0;
    pictures = 0;
    return isSlow;
  };
}

/** Returns the next smaller size; the same if there is none. */
export const smaller = (size: number): number => Math.min(size + 1, sizes.length - 1);

export function trackSettings({ track, wishes, page }: TrackSettingsOptions): TrackSettings {
  const can = capabilitiesOf(track);
  const { zoom } = can;
  const refocuses = can.focusMode?.includes('continuous') === true;
  let offRefocus: Off = () => {};

  function wanted(focus: object = refocuses ? { focusMode: 'continuous' } : {}): object {
    return {
      ...focus,
      ...(zoom && {
        zoom: Math.min(Math.max(wishes.zoom ?? zoomForCard(can.focusDistance?.min, zoom), zoom.min), zoom.max),
      }),
      ...(can.torch === true && { torch: wishes.torch }),
    };
  }

  async function set(light: object): Promise<void> {
    const size = wishes.size === 0 ? {} : sizes[wishes.size];
    const advanced = Object.keys(light).length > 0 ? { advanced: [light] } : {};
    if (Object.keys({ ...size, ...advanced }).length === 0) return;
    try {
      await track.applyConstraints({ ...size, ...advanced });
    } catch {
      // Chromium takes size and light only apart, others forget the one for the other.
      for (const part of [size, advanced]) await track.applyConstraints(part).catch(() => {});
    }
  }

  return {
    get offers() {
      const now = track.getSettings() as { zoom?: number; torch?: boolean };
      return {
        torch: can.torch === true ? now.torch === true : undefined,
        zoom:
          zoom && zoom.max > zoom.min
            ? { min: zoom.min, max: zoom.max, step: zoom.step || 0.1, value: now.zoom ?? zoom.min }
            : undefined,
        focusable: can.focusMode?.includes('single-shot') === true,
      };
    },
    apply: () => set(wanted()),
    async focusAt(x, y) {
      offRefocus();
      if (refocuses) offRefocus = page.after(tappedFocusForMs, () => void set(wanted()));
      await set(wanted({ focusMode: 'single-shot', pointsOfInterest: [{ x, y }] }));
    },
    close: () => offRefocus(),
  };
}
