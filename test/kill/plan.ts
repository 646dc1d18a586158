/** When and what to kill next, by the dice alone. */
import type { Random } from '../registry/linearizability-random.ts';
import type { Moment } from './registry.ts';

export interface Plan {
  /** The whole browser with `kill -9`, or the renderer of one tab, or the registry's process with `kill -9`. */
  readonly what: 'browser' | 'tab' | 'registry';
  /** How many tabs record meanwhile; some may be left from before. */
  readonly tabs: 1 | 2;
  readonly lanes: 1 | 2 | 3;
  readonly show: 'open' | 'capped';
  /** The registry is there, is not, or goes away meanwhile. */
  readonly network: 'there' | 'gone' | 'goes';
  readonly goesAfterMs: number;
  /** In the middle of a request, when a verdict is told, or at no moment of ours. */
  readonly at: Moment | 'told' | 'any';
  /** At the so many-eth such moment. */
  readonly nth: number;
  /** And so much later. */
  readonly lagMs: number;
  /** Whatever happens, not later than this. */
  readonly atMostMs: number;
}

const networks = [...Array<'there'>(7).fill('there'), 'goes', 'goes', 'gone'] as const;

export function planKill(random: Random, outages: 'some' | 'always', victim: 'device' | 'registry'): Plan {
  const at = random.pick(['request', 'commit', 'reply', 'told', 'told', 'any', 'any'] as const) ?? 'any';
  // Its death is outage enough.
  const network = victim === 'registry' ? 'there' : outages === 'always' ? 'goes' : random.pick(networks);
  const device = random.chance(0.5) ? 'browser' : 'tab';
  return {
    what: victim === 'registry' ? 'registry' : device,
    tabs: random.chance(0.4) ? 2 : 1,
    lanes: random.pick([1, 1, 2, 3] as const) ?? 1,
    show: outages === 'some' && random.chance(0.3) ? 'capped' : 'open',
    network: network ?? 'there',
    goesAfterMs: 100 + random.below(250),
    // A wire that is cut has no moments.
    at: network === 'there' ? at : 'any',
    nth: 1 + random.below(at === 'told' ? 15 : 30),
    // A reply takes a moment to be read and written down: that is where commit and paint are.
    lagMs: random.chance(0.5) ? 0 : random.below(8),
    atMostMs: at === 'any' || network !== 'there' ? 250 + random.below(700) : 1_000,
  };
}
