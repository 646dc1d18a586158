import type { FlowState, Shown } from './flow/flow.ts';

/** A signal to the clerk: one of the five answers, or `asked` if a card was read and the clerk is asked about it. */
export type Signal = Shown['outcome'] | 'asked';

/** The sound of the answers. */
export interface Sound {
  /** From 0 to 1. */
  readonly volume: number;
  readonly muted: boolean;
}

interface Tone {
  readonly hz: number;
  readonly fromMs: number;
  readonly forMs: number;
}

/** The sound and the vibration of a signal. `shakes` is the pattern of `navigator.vibrate`: on, off, on, in milliseconds. */
interface SignalForm {
  readonly tones: readonly Tone[];
  readonly shakes: readonly number[];
}

/**
 * The sounds and vibrations. All have the same soft tone, so that the queue hears a till and not an alarm. They differ in the
 * number and the direction of their tones: up, level, up in three steps, one low, down and up again. Guess, decision 0008.
 */
export const signals: Readonly<Record<Signal, SignalForm>> = {
  asked: { tones: [{ hz: 880, fromMs: 0, forMs: 40 }], shakes: [30] },
  confirmed: {
    tones: [
      { hz: 587, fromMs: 0, forMs: 110 },
      { hz: 880, fromMs: 120, forMs: 160 },
    ],
    shakes: [80],
  },
  provisional: {
    tones: [
      { hz: 659, fromMs: 0, forMs: 110 },
      { hz: 659, fromMs: 220, forMs: 110 },
    ],
    shakes: [80, 120, 80],
  },
  'has-ticket': {
    tones: [
      { hz: 587, fromMs: 0, forMs: 80 },
      { hz: 740, fromMs: 90, forMs: 80 },
      { hz: 880, fromMs: 180, forMs: 160 },
    ],
    shakes: [40, 60, 40, 60, 40],
  },
  refused: { tones: [{ hz: 392, fromMs: 0, forMs: 420 }], shakes: [400] },
  undecided: {
    tones: [
      { hz: 523, fromMs: 0, forMs: 110 },
      { hz: 440, fromMs: 160, forMs: 110 },
      { hz: 523, fromMs: 320, forMs: 110 },
    ],
    shakes: [80, 80, 80, 80, 240],
  },
};

/** How long a tone fades in and out. Without fading it would click. */
const swellS = 0.012;

/** Plays a signal. `volume` is from 0 to 1; 0 plays nothing. Returns the tones that are playing. */
export function playSignal(context: BaseAudioContext, signal: Signal, volume: number): readonly OscillatorNode[] {
  if (volume <= 0) return [];
  // Perceived loudness grows roughly with the square root of the gain, so half the slider sounds half as loud.
  const peak = Math.min(1, volume) ** 2;
  return signals[signal].tones.map(({ hz, fromMs, forMs }) => {
    const beginS = context.currentTime + fromMs / 1000;
    const endS = beginS + forMs / 1000;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, beginS);
    gain.gain.linearRampToValueAtTime(peak, beginS + swellS);
    gain.gain.setValueAtTime(peak, endS - swellS);
    gain.gain.linearRampToValueAtTime(0, endS);
    const tone = new OscillatorNode(context, { frequency: hz });
    tone.connect(gain).connect(context.destination);
    tone.start(beginS);
    tone.stop(endS);
    return tone;
  });
}

/** Returns the signal of a transition, if it has one. Each answer has its signal once. */
export function signalOf(state: FlowState, before: FlowState): Signal | undefined {
  if (state.at === 'showing') return before.at === 'undoing' ? undefined : state.shown.outcome;
  if (state.at === 'asking') return before.at === 'checking' ? 'asked' : undefined;
  if (state.at !== 'gathering') return undefined;
  if (state.said !== undefined && !('said' in before && before.said === state.said))
    return state.said.outcome === 'undecided' ? 'undecided' : 'refused';
  if (before.at !== 'checking' && before.at !== 'joining') return undefined;
  return state.parts.at(-1)?.decision.outcome === 'has-ticket' ? 'has-ticket' : 'asked';
}
