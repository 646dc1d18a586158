import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterExchange, closedCircuit, type ExchangeResult } from './circuit-breaker.ts';

const results = { r: 'response', n: 'no-response', t: 'timeout' } as const;
const after = (exchanges: readonly ExchangeResult[]) => exchanges.reduce(afterExchange, closedCircuit);

describe('the circuit breaker', () => {
  it.each([
    ['', 'closed'],
    ['n', 'closed'],
    ['nn', 'open'],
    ['nrrrn', 'open'],
    ['nrrrrn', 'closed'],
    ['t', 'open'],
    ['rrrrt', 'open'],
    ['tr', 'open'],
    ['trr', 'closed'],
    ['trnr', 'open'],
    ['trnrr', 'closed'],
    // Failures from before it opened no longer count.
    ['nnrrn', 'closed'],
  ])('after the exchanges %j is %s', (exchanges, state) => {
    expect(after([...exchanges].map((letter) => results[letter as keyof typeof results])).state).toBe(state);
  });
  it('is closed after two responses in a row, and remembers at most five exchanges (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<ExchangeResult>('response', 'no-response', 'timeout')), (before) => {
        const circuit = after([...before, 'response', 'response']);
        expect(circuit.last.length).toBeLessThanOrEqual(5);
        const wasOpen = after(before).state === 'open';
        expect(wasOpen || before.length === 0 ? circuit.state : 'closed').toBe('closed');
      }),
    );
  });
});
