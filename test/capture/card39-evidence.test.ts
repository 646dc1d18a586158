import { describe, expect, it } from 'vitest';
import { createCardEvidence } from '../../packages/capture/src/engines/card39/evidence.ts';
import { cellCount } from '../../packages/capture/src/engines/card39/misfit.ts';
import type { CandidateScore } from '../../packages/capture/src/engines/card39/score.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';

const card = 'A045198723';

describe('evidence', () => {
  const names = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*';

  /** A reading with evidence for the characters of `seen` (a dot hides one), and none for the others. */
  function hasEvidence(
    seen: string,
    ends: CandidateScore['ends'] = 'both',
    /** Nats that every other character is behind, and what the character at one place leaves of its light. */
    { nats = 50, left = [] }: { nats?: number; left?: readonly [place: number, nats: number] | [] } = {},
  ): CandidateScore {
    const count = seen.length + 2;
    const shortfallNats = new Float32Array(count * names.length);
    [...seen].forEach((character, at) => {
      if (character === '.') return;
      shortfallNats.fill(nats, (at + 1) * names.length, (at + 2) * names.length);
      shortfallNats[(at + 1) * names.length + names.indexOf(character)] = 0;
    });
    const seenCount = 2 + [...seen].filter((character) => character !== '.').length;
    const misfit = new Float32Array(count * cellCount);
    const [leftAt, leftNats = 0] = left;
    if (leftAt !== undefined) misfit[leftAt * cellCount + 5] = Math.sqrt(leftNats);
    return {
      text: seen,
      count,
      marginNats: 0,
      explained: 0.95,
      ends,
      seenMarginNats: 50,
      seenCount,
      shortfallNats,
      misfit,
    };
  }

  it('reads in several frames what glare hides in each', () => {
    const evidence = createCardEvidence(cardShapes);
    for (const seen of ['A04519....', 'A045....23', 'A0....8723'])
      expect(evidence.add(hasEvidence(seen))).toBeUndefined();
    // Now every character was seen twice.
    expect(evidence.add(hasEvidence('....198723'))?.text).toBe(card);
    evidence.reset();
    expect(evidence.add(hasEvidence(card))).toBeUndefined();
  });

  it('takes the position of a character from the end that was seen, if glare hides the other', () => {
    const evidence = createCardEvidence(cardShapes);
    // The length is a guess if one end is hidden: a character too many or too few.
    for (const [seen, ends] of [
      ['A04519....', 'first'],
      ['A0451987...', 'first'],
      ['A045....23', 'both'],
    ] as const)
      expect(evidence.add(hasEvidence(seen, ends))).toBeUndefined();
    expect(evidence.add(hasEvidence(card))?.text).toBe(card);
    evidence.reset();
    for (const [seen, ends] of [
      ['...5198723', 'last'],
      ['....5198723', 'last'],
      ['A0.5198723', 'both'],
      [card, 'both'],
    ] as const)
      expect(evidence.add(hasEvidence(seen, ends))).toBeUndefined();
    expect(evidence.add(hasEvidence(card))?.text).toBe(card);
  });

  it('accepts no card until a frame shows both ends, because the code may be longer', () => {
    const evidence = createCardEvidence(cardShapes);
    for (let frame = 0; frame < 4; frame++) {
      expect(evidence.add(hasEvidence('A000000000', 'first'))).toBeUndefined();
      expect(evidence.add(hasEvidence('A000000000', 'last'))).toBeUndefined();
      expect(evidence.add(hasEvidence(card, 'none'))).toBeUndefined();
    }
  });

  it('never reads a character that leaves as much light unexplained in each frame, however often it is seen', () => {
    const evidence = createCardEvidence(cardShapes);
    for (let frame = 0; frame < 16; frame++) {
      expect(evidence.add(hasEvidence(card, 'both', { nats: 10, left: [5, 9] }))).toBeUndefined();
      expect(evidence.isHidden()).toBe(frame >= 4);
    }
  });

  it('adds up weak frames whose characters leave nothing but noise', () => {
    const evidence = createCardEvidence(cardShapes);
    const sure = Array.from({ length: 5 }, (_, frame) =>
      evidence.add(hasEvidence(card, 'both', { nats: 10, left: [1 + frame, 9] })),
    );
    expect(sure.map((one) => one?.text)).toEqual([undefined, undefined, undefined, card, card]);
  });

  it('never makes a third card of two that hide different digits of each other, one after the other', () => {
    const evidence = createCardEvidence(cardShapes);
    for (let frame = 0; frame < 4; frame++) expect(evidence.add(hasEvidence('A045.98723'))).toBeUndefined();
    // The next card is the same but for the digit hidden now and the one hidden before.
    for (let frame = 0; frame < 8; frame++) expect(evidence.add(hasEvidence('A0451987.3'))).toBeUndefined();
    expect(evidence.isHidden()).toBe(true);
    expect(evidence.add(hasEvidence('A045198763'))).toBeUndefined();
    expect(evidence.add(hasEvidence('A045198763'))?.text).toBe('A045198763');
  });

  it('never reads a character that was seen only before the card was out of view', () => {
    const evidence = createCardEvidence(cardShapes);
    for (let frame = 0; frame < 4; frame++) expect(evidence.add(hasEvidence('A0451987..'))).toBeUndefined();
    for (let frame = 0; frame < 4; frame++) expect(evidence.add(hasEvidence('....19.723'), frame > 0)).toBeUndefined();
  });

  it('never makes a third card from the halves of two, and never reads other texts', () => {
    const evidence = createCardEvidence(cardShapes);
    for (const seen of [
      'A04519....',
      'A0....7777',
      'A04519....',
      '....667777',
      'B045198723',
      'B045198723',
      'B045198723',
    ])
      expect(evidence.add(hasEvidence(seen))).toBeUndefined();
  });
});
