import type { FlowState, Shown } from './flow/flow.ts';

/** What the clerk hears and feels: one of the five answers, or that a card was read and a question stands. */
export type Signal = Shown['outcome'] | 'asked';

interface Tone {
  readonly hz: number;
  readonly fromMs: number;
  readonly forMs: number;
}

/** A signal by ear and by hand. `shakes` as `navigator.vibrate` takes them: on, off, on, in milliseconds. */
interface SignalForm {
  readonly tones: readonly Tone[];
  readonly shakes: readonly number[];
}

/**
 * One soft voice for all, so that a queue hears a till and no alarm. They are told apart by how many tones there are and
 * which way they go: up, level, up in three steps, one low, down and up again. Guess, decision 0008.
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

/** A tone swells and fades this long: cut off at once it would click. */
const swellS = 0.012;

/** Plays a signal now. `volume` is from 0, which plays nothing, to 1. Returns the tones that are under way. */
export function playSignal(context: BaseAudioContext, signal: Signal, volume: number): readonly OscillatorNode[] {
  if (volume <= 0) return [];
  // Loudness is heard by its square, roughly: half the slider is half as loud.
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

/** What a change of the flow is told by, if anything. The same state tells nothing twice. */
export function signalOf(state: FlowState, before: FlowState): Signal | undefined {
  if (state.at === 'showing') return before.at === 'undoing' ? undefined : state.shown.outcome;
  if (state.at === 'asking') return before.at === 'checking' ? 'asked' : undefined;
  if (state.at !== 'gathering') return undefined;
  if (state.said !== undefined && !('said' in before && before.said === state.said))
    return state.said.outcome === 'undecided' ? 'undecided' : 'refused';
  if (before.at !== 'checking' && before.at !== 'joining') return undefined;
  return state.parts.at(-1)?.decision.outcome === 'has-ticket' ? 'has-ticket' : 'asked';
}
