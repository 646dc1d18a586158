import { describe, expect, it } from 'vitest';
import { createCardEvidence } from '../../packages/capture/src/engines/card39/evidence.ts';
import type { CandidateScore } from '../../packages/capture/src/engines/card39/score.ts';
import { cardShapes } from '../../packages/client/src/card/grammar.ts';

const card = 'A045198723';

describe('evidence', () => {
  const names = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*';

  /** A reading with evidence for the characters of `seen` (a dot hides one), and none for the others. */
  function hasEvidence(seen: string, ends: CandidateScore['ends'] = 'both'): CandidateScore {
    const count = seen.length + 2;
    const shortfallNats = new Float32Array(count * names.length);
    [...seen].forEach((character, at) => {
      if (character === '.') return;
      shortfallNats.fill(50, (at + 1) * names.length, (at + 2) * names.length);
      shortfallNats[(at + 1) * names.length + names.indexOf(character)] = 0;
    });
    const seenCount = 2 + [...seen].filter((character) => character !== '.').length;
    return {
      text: seen,
      count,
      marginNats: 0,
      explained: 0.95,
      ends,
      seenMarginNats: 50,
      seenCount,
      shortfallNats,
    };
  }

  it('reads in several frames what glare hides in each', () => {
    const evidence = createCardEvidence(cardShapes);
    expect(evidence.add(hasEvidence('A04519....'))).toBeUndefined();
    expect(evidence.add(hasEvidence('A045..8723'))).toBeUndefined();
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
      ['A045198....', 'first'],
      ['....5198723', 'last'],
      ['...5198723', 'last'],
    ] as const)
      expect(evidence.add(hasEvidence(seen, ends))).toBeUndefined();
    // No frame has shown how many characters there are until one shows both ends.
    expect(evidence.add(hasEvidence('.045..87..'))?.text).toBe(card);
  });

  it('accepts no card until a frame shows both ends, because the code may be longer', () => {
    const evidence = createCardEvidence(cardShapes);
    for (let frame = 0; frame < 4; frame++) {
      expect(evidence.add(hasEvidence('A000000000', 'first'))).toBeUndefined();
      expect(evidence.add(hasEvidence('A000000000', 'last'))).toBeUndefined();
      expect(evidence.add(hasEvidence(card, 'none'))).toBeUndefined();
    }
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
