import { describe, expect, it } from 'vitest';
import { createOracle, type Row } from './oracle.ts';
import type { Told } from './orders.ts';

const card = 'A012345678';
const other = 'A087654321';
const row = (visitId: string, state: Row['state'] = 'counted'): Row => ({ visitId, state, card, minors: 1 });
const none = { lost: [], wrong: [], phantoms: [], duplicates: [] };

/** Returns the oracle's result for a visit of two tickets with the id `a`. */
function judged(told: readonly Told['came'][], rows: readonly Row[], taken = rows.length * 2, undoOrdered = false) {
  const oracle = createOracle();
  oracle.ordered('a', { cards: [card], show: 'hamlet' });
  if (undoOrdered) oracle.undoOrdered('a');
  for (const came of told) oracle.told({ id: 'a', came });
  return oracle.judge(rows, taken);
}

describe('the oracle', () => {
  it.each(['confirmed', 'provisional'] as const)(
    'returns a visit as lost that was shown as %s and is not counted',
    (came) => {
      expect(judged([came], [])).toEqual({ ...none, lost: ['a'] });
      expect(judged([came], [row('a', 'voided')], 0)).toEqual({ ...none, lost: ['a'] });
      expect(judged([came], [row('a')])).toEqual(none);
    },
  );
  it.each(['refused', 'undecided', 'threw'] as const)(
    'returns a visit as wrong that was shown as %s and is counted',
    (came) => {
      expect(judged([came], [row('a')])).toEqual({ ...none, wrong: ['a'] });
      expect(judged([came], [])).toEqual(none);
    },
  );
  it('returns a visit as wrong that was undone and is counted', () => {
    expect(judged(['confirmed', 'undone'], [row('a')])).toEqual({ ...none, wrong: ['a'] });
    expect(judged(['confirmed', 'undone'], [row('a', 'voided')], 0)).toEqual(none);
  });
  it('accepts both outcomes of a visit whose verdict or undo was not reported', () => {
    for (const rows of [[], [row('a')]]) {
      expect(judged([], rows)).toEqual(none);
      expect(judged(['confirmed'], rows, undefined, true)).toEqual(none);
    }
  });
  it('returns visits that no command named, and other cards under a visit’s id', () => {
    expect(judged([], [{ ...row('b'), card: other }])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged(['refused'], [row('b')])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged([], [{ ...row('a'), card: other }])).toEqual({ ...none, phantoms: ['a'] });
  });
  it('recognises a visit by its second id if the desk has requested it again', () => {
    const oracle = createOracle();
    oracle.ordered('a', { cards: [card], show: 'hamlet' });
    // Not reported yet: it may have been recorded.
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    oracle.told({ id: 'a', as: 'b', came: 'confirmed' });
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    expect(oracle.judge([row('a')], 2)).toEqual({ ...none, lost: ['b'], phantoms: ['a'] });
  });
  it('returns a visit of two cards as wrong that is counted in part, whatever was shown', () => {
    const two = [row('a'), { ...row('a'), card: other }];
    for (const told of [[], ['confirmed'], ['refused']] as const) {
      const oracle = createOracle();
      oracle.ordered('a', { cards: [card, other], show: 'hamlet' });
      for (const came of told) oracle.told({ id: 'a', came });
      for (const part of two) expect(oracle.judge([part], 2)).toEqual({ ...none, wrong: ['a'] });
      expect(oracle.judge(two, 4)).toEqual(told[0] === 'refused' ? { ...none, wrong: ['a'] } : none);
    }
  });
  it('returns a visit that is counted twice, in the rows or only in the show’s own count', () => {
    expect(judged(['confirmed'], [row('a'), row('a')])).toEqual({ ...none, duplicates: ['a'] });
    expect(judged(['confirmed'], [row('a')], 4)).toEqual({
      ...none,
      duplicates: ['4 tickets taken, 2 in the rows'],
    });
  });
});
