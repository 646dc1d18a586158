import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { keepPreference, preference } from '../browser/preferences.ts';
import { playSignal, type Signal, type Sound, signals } from '../signals.ts';

/** Not loud, because other tills are close. Guess, decision 0008. */
const initialSound: Sound = { volume: 0.5, muted: false };
const key = 'sound';

/**
 * Plays signals and vibrates. Browsers keep a page silent until a person has touched it, so the first gesture anywhere on the
 * page starts the audio, in time for the first verdict. The device remembers volume and mute.
 */
export class SoundController implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #context: AudioContext | undefined;
  #sound: Sound = initialSound;

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
    for (const gesture of gestures)
      document.addEventListener(gesture, this.#startAudio, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    this.#stopListening();
    // A moved element is connected again before this runs, and keeps its audio.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      // Rejects only if it is closed already.
      void this.#context?.close().catch(() => {});
      this.#context = undefined;
    });
  }

  /** Changes volume or mute, and remembers them. */
  set(change: Partial<Sound>): void {
    this.#sound = { ...this.#sound, ...change };
    keepPreference(key, this.#sound);
    this.#host.requestUpdate();
  }

  /** Plays a signal, unless muted, and vibrates if the device can. Never throws and never waits: a late sound misleads. */
  signal(signal: Signal): void {
    shake(signals[signal].shakes);
    this.try(signal, this.#sound.muted ? 0 : this.#sound.volume);
  }

  /** Plays a signal at a volume, so that the clerk can try it. */
  try(signal: Signal, volume: number): void {
    if (this.#context?.state !== 'running') return;
    try {
      playSignal(this.#context, signal, volume);
    } catch {
      // The device cannot play now. The word, the sign and the colour show the same.
    }
  }

  #startAudio = (): void => {
    try {
      this.#context ??= new AudioContext({ latencyHint: 'interactive' });
      // Also after an interruption, such as a phone call.
      if (this.#context.state !== 'running') void this.#context.resume().catch(() => {});
    } catch {
      this.#stopListening();
    }
  };

  #stopListening(): void {
    for (const gesture of gestures) document.removeEventListener(gesture, this.#startAudio, { capture: true });
  }
}

const gestures = ['pointerdown', 'keydown'] as const;

function shake(pattern: readonly number[]): void {
  try {
    navigator.vibrate?.([...pattern]);
  } catch {
    // Not supported by this browser, or not allowed in this frame.
  }
}

function isSound(value: unknown): value is Sound {
  if (typeof value !== 'object' || value === null) return false;
  const { volume, muted } = value as Partial<Sound>;
  return typeof volume === 'number' && volume >= 0 && volume <= 1 && typeof muted === 'boolean';
}
