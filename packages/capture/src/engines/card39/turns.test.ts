import { describe, expect, it } from 'vitest';
import type { Strip } from './bins.ts';
import { createTurns } from './turns.ts';

const strip = (centreX: number): Strip => {
  return { centreX, centreY: 0, axisX: 1, axisY: 0, from: -50, to: 50, halfHeight: 10, shear: 0, fan: 0 };
};
const [likeliest, second, third] = [strip(0), strip(200), strip(400)];

describe('strips without time in their frame', () => {
  it('are tried in the next frame, before those that had no card', () => {
    const turns = createTurns();
    expect(turns.order([likeliest, second, third])).toEqual([likeliest, second, third]);
    turns.note(likeliest);
    expect(turns.order([likeliest, second, third])).toEqual([second, third, likeliest]);
    turns.note(second);
    expect(turns.order([likeliest, second, third])).toEqual([third, likeliest, second]);
  });
  it('keep their turn if they were not noted', () => {
    const turns = createTurns();
    turns.order([likeliest, second]);
    turns.note(second);
    expect(turns.order([second, likeliest])).toEqual([likeliest, second]);
  });
  it('count as new if they move', () => {
    const turns = createTurns();
    turns.order([likeliest, second]);
    turns.note(likeliest);
    const moved = strip(30);
    expect(turns.order([moved, second])).toEqual([moved, second]);
  });
  it('come first where the frame before showed a card, even if something like it had none', () => {
    const turns = createTurns();
    const [rim, card] = [strip(6), strip(0)];
    turns.order([rim, card, second]);
    turns.note(rim);
    turns.noteShown(card);
    const moved = strip(2);
    expect(turns.order([rim, second, moved])).toEqual([moved, second, rim]);
  });
  it('have no such turn once the card is out of view for twelve frames', () => {
    const turns = createTurns();
    turns.order([second]);
    turns.noteShown(second);
    for (let frame = 0; frame < 12; frame++) turns.order([]);
    expect(turns.order([likeliest, second])).toEqual([likeliest, second]);
  });
  it('are forgotten after twelve frames', () => {
    const turns = createTurns();
    turns.order([likeliest]);
    turns.note(likeliest);
    for (let frame = 0; frame < 12; frame++) turns.order([]);
    expect(turns.order([likeliest, second])).toEqual([likeliest, second]);
  });
});
