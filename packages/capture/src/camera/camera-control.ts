// A camera with its controls: lens, light, zoom and focus. It knows only the camera's phase (camera.ts), no other state.
import type { CameraAt, CameraControl, CameraState } from '../reading.ts';
import { type Camera, createCamera } from './camera.ts';
import { createLensChoice, type LensMemory } from './lens-choice.ts';
import type { HeldCamera } from './open-camera.ts';
import type { CameraPage } from './page.ts';
import type { CameraPhase } from './states.ts';
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
  let reported: CameraState | undefined;
  let offers = offersNothing;

  const camera = createCamera({ video, page, constraints: lenses.constraints, idleAfterMs, onChange: follow });

  function stateNow(): CameraState {
    const { at } = camera.phase;
    // The controls keep their values while the camera reopens.
    if (settings !== undefined) offers = settings.offers;
    else if (!comesBack(at)) offers = offersNothing;
    return { at, label: held?.track.label, others: lenses.others, ...offers };
  }

  function report(): void {
    const state = stateNow();
    if (JSON.stringify(state) === JSON.stringify(reported)) return;
    reported = state;
    onChange(state);
  }

  function follow({ at, error }: CameraPhase, now: HeldCamera | undefined): void {
    if (at === 'opening') void lenses.look().then(report);
    if (error?.code === 'camera/over-constrained') lenses.relent();
    // A light without a visible page only heats the phone.
    if (at === 'hidden' || at === 'asleep' || at === 'closed') wishes.torch = false;
    if (now !== held) {
      settings?.close();
      held = now;
      settings = now && trackSettings({ track: now.track, wishes, page });
      if (now !== undefined) void equip(now);
    }
    report();
  }

  /** Sets what is wished for on a camera that has opened, or opens a better one. */
  async function equip(opened: HeldCamera): Promise<void> {
    const hasBetter = await lenses.assess(opened.track);
    if (held !== opened) return;
    if (hasBetter) camera.reopen();
    else await apply();
  }

  async function apply(): Promise<void> {
    await settings?.apply();
    report();
  }

  async function another(): Promise<void> {
    if (!(await lenses.next())) return;
    wishes.zoom = undefined;
    offers = offersNothing;
    const { at } = camera.phase;
    if (at === 'failed' || at === 'closed') revive();
    else camera.reopen();
  }

  return {
    camera,
    control: createControl({ camera, wishes, stateNow, another, apply, settings: () => settings }),
    tookMs(ms) {
      if (constraints?.width !== undefined || constraints?.height !== undefined || !isSlow(ms)) return;
      if (smaller(wishes.size) === wishes.size) return;
      wishes.size = smaller(wishes.size);
      void apply();
    },
  };
}

interface ControlParts {
  readonly camera: Camera;
  readonly wishes: TrackWishes;
  readonly stateNow: () => CameraState;
  readonly another: () => Promise<void>;
  /** Sets what is wished for on the open camera. */
  readonly apply: () => Promise<void>;
  /** The settings of the open camera. */
  readonly settings: () => TrackSettings | undefined;
}

function createControl({ camera, wishes, stateNow, another, apply, settings }: ControlParts): CameraControl {
  return {
    get state() {
      return stateNow();
    },
    wake: camera.touch,
    another: () => void another(),
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
      void settings()?.focusAt(x, y);
    },
  };
}

function comesBack(at: CameraAt): boolean {
  return at === 'stalled' || at === 'hidden' || at === 'opening';
}
