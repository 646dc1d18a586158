import { describe, expect, it } from 'vitest';
import { createOracle, type Row } from './oracle.ts';
import type { Told } from './orders.ts';

const card = 'A012345678';
const row = (id: string, state: Row['state'] = 'counted'): Row => ({ id, state, card, minors: 1 });
const none = { lost: [], wrong: [], phantoms: [], duplicates: [] };

/** The judgement on one use of two tickets, ordered as `a`. */
function judged(told: readonly Told['came'][], rows: readonly Row[], taken = rows.length * 2, undoOrdered = false) {
  const oracle = createOracle();
  oracle.ordered('a', { card, show: 'hamlet' });
  if (undoOrdered) oracle.undoOrdered('a');
  for (const came of told) oracle.told({ id: 'a', came });
  return oracle.judge(rows, taken);
}

describe('the oracle', () => {
  it.each(['confirmed', 'provisional'] as const)('finds a use lost that was told %s and is not counted', (came) => {
    expect(judged([came], [])).toEqual({ ...none, lost: ['a'] });
    expect(judged([came], [row('a', 'void')], 0)).toEqual({ ...none, lost: ['a'] });
    expect(judged([came], [row('a')])).toEqual(none);
  });
  it.each(['refused', 'undecided', 'threw'] as const)('finds a use wrong that was told %s and is counted', (came) => {
    expect(judged([came], [row('a')])).toEqual({ ...none, wrong: ['a'] });
    expect(judged([came], [row('a', 'refused')], 0)).toEqual(none);
  });
  it('finds a use wrong that was undone and is counted', () => {
    expect(judged(['confirmed', 'undone'], [row('a')])).toEqual({ ...none, wrong: ['a'] });
    expect(judged(['confirmed', 'undone'], [row('a', 'void')], 0)).toEqual(none);
  });
  it('says nothing of a use whose verdict, or whose undo, was never told', () => {
    for (const rows of [[], [row('a')]]) {
      expect(judged([], rows)).toEqual(none);
      expect(judged(['confirmed'], rows, undefined, true)).toEqual(none);
    }
  });
  it('finds what nobody was ordered to record, and another card under the id of a use', () => {
    expect(judged([], [{ ...row('b'), card: 'A087654321' }])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged(['refused'], [row('b')])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged([], [{ ...row('a'), card: 'A087654321' }])).toEqual({ ...none, phantoms: ['a'] });
  });
  it('knows a use by its second id, where the desk has asked once more', () => {
    const oracle = createOracle();
    oracle.ordered('a', { card, show: 'hamlet' });
    // Not told yet: it may have.
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    oracle.told({ id: 'a', as: 'b', came: 'confirmed' });
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    expect(oracle.judge([row('a')], 2)).toEqual({ ...none, lost: ['b'], phantoms: ['a'] });
  });
  it('finds a use that is counted twice, in the rows or only in the show’s own count', () => {
    expect(judged(['confirmed'], [row('a'), row('a')])).toEqual({ ...none, duplicates: ['a'] });
    expect(judged(['confirmed'], [row('a')], 4)).toEqual({
      ...none,
      duplicates: ['4 tickets taken, 2 in the rows'],
    });
  });
});
