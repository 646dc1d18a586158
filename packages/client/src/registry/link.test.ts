import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterExchange, type Exchanged, freshLink } from './link.ts';

const words = { a: 'answered', u: 'unanswered', l: 'too-late' } as const;
const after = (exchanges: readonly Exchanged[]) => exchanges.reduce(afterExchange, freshLink);

describe('the link', () => {
  it.each([
    ['', 'up'],
    ['u', 'up'],
    ['uu', 'down'],
    ['uaaau', 'down'],
    ['uaaaau', 'up'],
    ['l', 'down'],
    ['aaaal', 'down'],
    ['la', 'down'],
    ['laa', 'up'],
    ['laua', 'down'],
    ['lauaa', 'up'],
    // It begins anew: what went wrong before counts no more.
    ['uuaau', 'up'],
  ])('after %j is %s', (exchanges, state) => {
    expect(after([...exchanges].map((letter) => words[letter as keyof typeof words])).state).toBe(state);
  });
  it('is up after two answers in a row, whatever was before, and remembers five at most', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Exchanged>('answered', 'unanswered', 'too-late')), (before) => {
        const link = after([...before, 'answered', 'answered']);
        expect(link.last.length).toBeLessThanOrEqual(5);
        const wasDown = after(before).state === 'down';
        expect(wasDown || before.length === 0 ? link.state : 'up').toBe('up');
      }),
    );
  });
});
