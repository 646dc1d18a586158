import { describe, expect, it } from 'vitest';
import type { FlowState, Shown } from './flow/flow.ts';
import { signalOf, signals } from './signals.ts';

const card = { turn: 3, text: '', unrecorded: undefined };
const result = { ...card, codes: [], repairs: [], next: undefined };
const showing = (shown: Shown): FlowState => ({ at: 'showing', ...result, shown, undo: { status: 'none' } });
const checking: FlowState = { at: 'checking', ...card, origin: 'wedge' };
const undecided = showing({ outcome: 'undecided', cause: 'registry/busy' });

describe('the signals', () => {
  it('differ in their tones, and in their vibrations alone', () => {
    const forms = Object.values(signals);
    const melodies = forms.map(({ tones }) => {
      const [first] = tones;
      return tones.map(({ hz }) => Math.sign(hz - (first?.hz ?? 0))).join() + (tones[0]?.forMs ?? 0);
    });
    expect(new Set(melodies).size).toBe(forms.length);
    expect(new Set(forms.map(({ shakes }) => shakes.join())).size).toBe(forms.length);
  });
  it('end within about half a second, before the next card is shown', () => {
    for (const { tones, shakes } of Object.values(signals)) {
      for (const { fromMs, forMs } of tones) expect(fromMs + forMs).toBeLessThanOrEqual(500);
      expect(shakes.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(600);
    }
  });
  it('sound once for an answer, and not again after an undo that failed', () => {
    expect(signalOf(undecided, checking)).toBe('undecided');
    const undoing: FlowState = { at: 'undoing', ...result, shown: { outcome: 'undecided', cause: 'registry/busy' } };
    expect(signalOf(undecided, undoing)).toBeUndefined();
  });
  it('do not sound before there is an answer', () => {
    expect(signalOf(checking, { at: 'scanning', turn: 2 })).toBeUndefined();
    expect(signalOf({ at: 'scanning', turn: 3 }, undecided)).toBeUndefined();
  });
});
