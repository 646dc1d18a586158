/** Random plans: what to kill next, and when. */
import type { Random } from '../registry/linearizability-random.ts';
import type { Moment } from './registry.ts';

export interface Plan {
  /** The browser with `kill -9`, the renderer of one tab, or the registry's process with `kill -9`. */
  readonly what: 'browser' | 'tab' | 'registry';
  /** How many tabs record; some may be open already. */
  readonly tabs: 1 | 2;
  readonly lanes: 1 | 2 | 3;
  readonly show: 'open' | 'capped';
  /** Whether the registry is reachable, is not, or becomes unreachable. */
  readonly network: 'there' | 'gone' | 'goes';
  readonly goesAfterMs: number;
  /** During a request, when a verdict is reported, or at any time. */
  readonly at: Moment | 'told' | 'any';
  /** How many of these moments pass before the kill, counting from 1. */
  readonly nth: number;
  /** Delay after that moment. */
  readonly lagMs: number;
  /** The latest time of the kill. */
  readonly atMostMs: number;
}

const networks = [...Array<'there'>(7).fill('there'), 'goes', 'goes', 'gone'] as const;

export function planKill(random: Random, outages: 'some' | 'always', victim: 'device' | 'registry'): Plan {
  const at = random.pick(['request', 'commit', 'reply', 'told', 'told', 'any', 'any'] as const) ?? 'any';
  // The kill itself is the outage.
  const network = victim === 'registry' ? 'there' : outages === 'always' ? 'goes' : random.pick(networks);
  const device = random.chance(0.5) ? 'browser' : 'tab';
  return {
    what: victim === 'registry' ? 'registry' : device,
    tabs: random.chance(0.4) ? 2 : 1,
    lanes: random.pick([1, 1, 2, 3] as const) ?? 1,
    show: outages === 'some' && random.chance(0.3) ? 'capped' : 'open',
    network: network ?? 'there',
    goesAfterMs: 100 + random.below(250),
    // Without a connection there are no such moments.
    at: network === 'there' ? at : 'any',
    nth: 1 + random.below(at === 'told' ? 15 : 30),
    // Reading and storing a reply takes a moment; commit and paint happen in it.
    lagMs: random.chance(0.5) ? 0 : random.below(8),
    atMostMs: at === 'any' || network !== 'there' ? 250 + random.below(700) : 1_000,
  };
}
