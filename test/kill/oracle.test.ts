import { describe, expect, it } from 'vitest';
import { createOracle, type Row } from './oracle.ts';
import type { Told } from './orders.ts';

const card = 'A012345678';
const other = 'A087654321';
const row = (visitId: string, state: Row['state'] = 'counted'): Row => ({ visitId, state, card, minors: 1 });
const none = { lost: [], wrong: [], phantoms: [], duplicates: [] };

/** The judgement on a visit of two tickets, ordered as `a`. */
function judged(told: readonly Told['came'][], rows: readonly Row[], taken = rows.length * 2, undoOrdered = false) {
  const oracle = createOracle();
  oracle.ordered('a', { cards: [card], show: 'hamlet' });
  if (undoOrdered) oracle.undoOrdered('a');
  for (const came of told) oracle.told({ id: 'a', came });
  return oracle.judge(rows, taken);
}

describe('the oracle', () => {
  it.each(['confirmed', 'provisional'] as const)('finds a visit lost that was told %s and is not counted', (came) => {
    expect(judged([came], [])).toEqual({ ...none, lost: ['a'] });
    expect(judged([came], [row('a', 'voided')], 0)).toEqual({ ...none, lost: ['a'] });
    expect(judged([came], [row('a')])).toEqual(none);
  });
  it.each(['refused', 'undecided', 'threw'] as const)('finds a visit wrong that was told %s and is counted', (came) => {
    expect(judged([came], [row('a')])).toEqual({ ...none, wrong: ['a'] });
    expect(judged([came], [])).toEqual(none);
  });
  it('finds a visit wrong that was undone and is counted', () => {
    expect(judged(['confirmed', 'undone'], [row('a')])).toEqual({ ...none, wrong: ['a'] });
    expect(judged(['confirmed', 'undone'], [row('a', 'voided')], 0)).toEqual(none);
  });
  it('says nothing of a visit whose verdict, or whose undo, was never told', () => {
    for (const rows of [[], [row('a')]]) {
      expect(judged([], rows)).toEqual(none);
      expect(judged(['confirmed'], rows, undefined, true)).toEqual(none);
    }
  });
  it('finds what nobody was ordered to record, and another card under the id of a visit', () => {
    expect(judged([], [{ ...row('b'), card: other }])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged(['refused'], [row('b')])).toEqual({ ...none, phantoms: ['b'] });
    expect(judged([], [{ ...row('a'), card: other }])).toEqual({ ...none, phantoms: ['a'] });
  });
  it('knows a visit by its second id, where the desk has asked once more', () => {
    const oracle = createOracle();
    oracle.ordered('a', { cards: [card], show: 'hamlet' });
    // Not told yet: it may have.
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    oracle.told({ id: 'a', as: 'b', came: 'confirmed' });
    expect(oracle.judge([row('b')], 2)).toEqual(none);
    expect(oracle.judge([row('a')], 2)).toEqual({ ...none, lost: ['b'], phantoms: ['a'] });
  });
  it('finds a visit of two cards wrong that is counted in part, whatever was told', () => {
    const two = [row('a'), { ...row('a'), card: other }];
    for (const told of [[], ['confirmed'], ['refused']] as const) {
      const oracle = createOracle();
      oracle.ordered('a', { cards: [card, other], show: 'hamlet' });
      for (const came of told) oracle.told({ id: 'a', came });
      for (const part of two) expect(oracle.judge([part], 2)).toEqual({ ...none, wrong: ['a'] });
      expect(oracle.judge(two, 4)).toEqual(told[0] === 'refused' ? { ...none, wrong: ['a'] } : none);
    }
  });
  it('finds a visit that is counted twice, in the rows or only in the show’s own count', () => {
    expect(judged(['confirmed'], [row('a'), row('a')])).toEqual({ ...none, duplicates: ['a'] });
    expect(judged(['confirmed'], [row('a')], 4)).toEqual({
      ...none,
      duplicates: ['4 tickets taken, 2 in the rows'],
    });
  });
});
