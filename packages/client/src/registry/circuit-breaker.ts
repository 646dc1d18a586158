/**
 * Decides if a request is worth a clerk's wait, by the results of recent exchanges and not by what the browser believes.
 *
 * | state | changes to | after |
 * |---|---|---|
 * | `closed` (requests are sent) | `open` | two of the last five exchanges without a response, or one that timed out |
 * | `open` (the clerk does not wait) | `closed` | two responses in a row |
 */
export interface CircuitBreaker {
  readonly state: 'closed' | 'open';
  /** For each of the last five exchanges, oldest first, whether the registry responded. */
  readonly last: readonly boolean[];
}

export const closedCircuit: CircuitBreaker = { state: 'closed', last: [] };

/** The result of an exchange. A refusal is a response too. */
export type ExchangeResult = 'response' | 'no-response' | 'timeout';

const rememberedExchanges = 5;
const openAfterFailures = 2;
const closeAfterResponses = 2;

/** Returns the circuit breaker after one more exchange. */
export function afterExchange({ state, last }: CircuitBreaker, result: ExchangeResult): CircuitBreaker {
  const next = [...last, result === 'response'].slice(-rememberedExchanges);
  if (state === 'closed') {
    const failures = next.filter((responded) => !responded).length;
    const opens = result === 'timeout' || failures >= openAfterFailures;
    return opens ? { state: 'open', last: [] } : { state, last: next };
  }
  const closes = next.length >= closeAfterResponses && next.slice(-closeAfterResponses).every(Boolean);
  return closes ? closedCircuit : { state, last: next };
}
