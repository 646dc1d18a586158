import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { keepPreference, preference } from '../browser/preferences.ts';
import { playSignal, type Signal, signals } from '../signals.ts';
import type { Sound } from '../views/screen.ts';

/** Not loud: a till among others. Guess, decision 0008. */
const atFirst: Sound = { volume: 0.5, muted: false };
const key = 'sound';

/**
 * Sounds and shakes a signal. Browsers keep a page silent until somebody has touched it: the first gesture anywhere on
 * the page warms the sound up, so that the first verdict is heard. Volume and mute are remembered on the device.
 */
export class SoundController implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #context: AudioContext | undefined;
  #sound: Sound = atFirst;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  get sound(): Sound {
    return this.#sound;
  }

  hostConnected(): void {
    const kept = preference(key, isSound);
    if (kept !== undefined) this.#sound = kept;
    for (const gesture of gestures) document.addEventListener(gesture, this.#warmUp, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    this.#stopListening();
    // An element that only moves keeps its sound warm; it is back before this runs.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      // Never rejects but for a context that is closed already.
      void this.#context?.close().catch(() => {});
      this.#context = undefined;
    });
  }

  set(change: Partial<Sound>): void {
    this.#sound = { ...this.#sound, ...change };
    keepPreference(key, this.#sound);
    this.#host.requestUpdate();
  }

  /** Sounds it, unless muted, and shakes the device, where it can. Never throws and never waits: a late sound misleads. */
  signal(signal: Signal): void {
    shake(signals[signal].shakes);
    this.try(signal, this.#sound.muted ? 0 : this.#sound.volume);
  }

  /** Sounds it at a volume, so that a clerk may hear what it is like. */
  try(signal: Signal, volume: number): void {
    if (this.#context?.state !== 'running') return;
    try {
      playSignal(this.#context, signal, volume);
    } catch {
      // The device has no sound to give just now; word, sign and colour say the same.
    }
  }

  #warmUp = (): void => {
    try {
      this.#context ??= new AudioContext({ latencyHint: 'interactive' });
      // Also after an interruption, such as a phone call.
      if (this.#context.state !== 'running') void this.#context.resume().catch(() => {});
    } catch {
      this.#stopListening();
    }
  };

  #stopListening(): void {
    for (const gesture of gestures) document.removeEventListener(gesture, this.#warmUp, { capture: true });
  }
}

const gestures = ['pointerdown', 'keydown'] as const;

function shake(pattern: readonly number[]): void {
  try {
    navigator.vibrate?.([...pattern]);
  } catch {
    // Not in this browser, or not in this frame.
  }
}

function isSound(value: unknown): value is Sound {
  if (typeof value !== 'object' || value === null) return false;
  const { volume, muted } = value as Partial<Sound>;
  return typeof volume === 'number' && volume >= 0 && volume <= 1 && typeof muted === 'boolean';
}
