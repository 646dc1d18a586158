// A camera with its controls: lens, light, zoom and focus. It knows only the camera's phase (camera.ts), no other state.
import type { CameraAt, CameraControl, CameraState } from '../reading.ts';
import { type Camera, createCamera } from './camera.ts';
import { createLensChoice, type LensMemory } from './lens-choice.ts';
import type { HeldCamera } from './open-camera.ts';
import type { CameraPage } from './page.ts';
import type { CameraStand } from './states.ts';
import {
  createSlowness,
  offersNothing,
  smaller,
  type TrackSettings,
  type TrackWishes,
  trackSettings,
} from './track-settings.ts';

export interface CameraControlOptions {
  readonly video: HTMLVideoElement;
  readonly page: CameraPage;
  readonly constraints: MediaTrackConstraints | undefined;
  readonly memory: LensMemory | undefined;
  readonly idleAfterMs: number;
  readonly onChange: (state: CameraState) => void;
  /** Restarts a source whose camera failed, because a person chose another camera. */
  readonly revive: () => unknown;
}

/** A camera under control. */
export interface ControlledCamera {
  readonly camera: Camera;
  readonly control: CameraControl;
  /** Reports the time to decode a picture, in milliseconds. After slow ones it requests smaller pictures. */
  readonly tookMs: (ms: number) => void;
}

export function createControlledCamera(options: CameraControlOptions): ControlledCamera {
  const { video, page, constraints, memory, idleAfterMs, onChange, revive } = options;
  const lenses = createLensChoice({ page, memory, constraints });
  const wishes: TrackWishes = { torch: false, zoom: undefined, size: 0 };
  const isSlow = createSlowness();
  let held: HeldCamera | undefined;
  let settings: TrackSettings | undefined;
  let told: CameraState | undefined;
  let offers = offersNothing;

  const camera = createCamera({ video, page, constraints: lenses.constraints, idleAfterMs, onChange: follow });

  function stateNow(): CameraState {
    const { at } = camera.stand;
    // The controls keep their values while the camera reopens.
    if (settings !== undefined) offers = settings.offers;
    else if (!comesBack(at)) offers = offersNothing;
    return { at, label: held?.track.label, others: lenses.others, ...offers };
  }

  function tell(): void {
    const state = stateNow();
    if (JSON.stringify(state) === JSON.stringify(told)) return;
    told = state;
    onChange(state);
  }

  function follow({ at, error }: CameraStand, now: HeldCamera | undefined): void {
    if (at === 'opening') void lenses.look().then(tell);
    if (error?.code === 'camera/over-constrained') lenses.relent();
    // A light without a visible page only heats the phone.
    if (at === 'hidden' || at === 'asleep' || at === 'closed') wishes.torch = false;
    if (now !== held) {
      settings?.close();
      held = now;
      settings = now && trackSettings({ track: now.track, wishes, page });
      if (now !== undefined) void settle(now);
    }
    tell();
  }

  /** A camera has opened: it is the right one and set as wished, or another is opened instead. */
  async function settle(opened: HeldCamera): Promise<void> {
    const instead = await lenses.judge(opened.track);
    if (held !== opened) return;
    if (instead) camera.reopen();
    else await apply();
  }

  async function apply(): Promise<void> {
    await settings?.apply();
    tell();
  }

  const control: CameraControl = {
    get state() {
      return stateNow();
    },
    wake: camera.touch,
    async another() {
      if (!(await lenses.next())) return;
      wishes.zoom = undefined;
      offers = offersNothing;
      const { at } = camera.stand;
      if (at === 'failed' || at === 'closed') revive();
      else camera.reopen();
    },
    setTorch(on) {
      camera.touch();
      wishes.torch = on;
      void apply();
    },
    zoomTo(value) {
      camera.touch();
      wishes.zoom = value;
      void apply();
    },
    focusAt(x, y) {
      camera.touch();
      void settings?.focusAt(x, y);
    },
  };

  return {
    camera,
    control,
    tookMs(ms) {
      if (constraints?.width !== undefined || constraints?.height !== undefined || !isSlow(ms)) return;
      if (smaller(wishes.size) === wishes.size) return;
      wishes.size = smaller(wishes.size);
      void apply();
    },
  };
}

function comesBack(at: CameraAt): boolean {
  return at === 'stalled' || at === 'hidden' || at === 'opening';
}
