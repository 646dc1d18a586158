import { describe, expect, it } from 'vitest';
import type { Strip } from './bins.ts';
import { createTurns } from './turns.ts';

const strip = (centreX: number): Strip => {
  return { centreX, centreY: 0, axisX: 1, axisY: 0, from: -50, to: 50, halfHeight: 10, shear: 0, fan: 0 };
};
const [likeliest, second, third] = [strip(0), strip(200), strip(400)];

describe('strips that there is no time for', () => {
  it('are looked at in the next frame, before those looked at in vain', () => {
    const turns = createTurns();
    expect(turns.order([likeliest, second, third])).toEqual([likeliest, second, third]);
    turns.note(likeliest);
    expect(turns.order([likeliest, second, third])).toEqual([second, third, likeliest]);
    turns.note(second);
    expect(turns.order([likeliest, second, third])).toEqual([third, likeliest, second]);
  });
  it('a strip that told something keeps its turn, as nobody noted it', () => {
    const turns = createTurns();
    turns.order([likeliest, second]);
    turns.note(second);
    expect(turns.order([second, likeliest])).toEqual([likeliest, second]);
  });
  it('a card that moves is a new strip', () => {
    const turns = createTurns();
    turns.order([likeliest, second]);
    turns.note(likeliest);
    const moved = strip(30);
    expect(turns.order([moved, second])).toEqual([moved, second]);
  });
  it('a look long ago is forgotten', () => {
    const turns = createTurns();
    turns.order([likeliest]);
    turns.note(likeliest);
    for (let frame = 0; frame < 12; frame++) turns.order([]);
    expect(turns.order([likeliest, second])).toEqual([likeliest, second]);
  });
});
