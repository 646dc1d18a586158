import type { Invariant, InvariantName, Judge } from './invariants.ts';
import { createCount, judgeDraws, judgeEnds } from './invariants-of-devices.ts';
import { judgeFullHouse } from './invariants-of-registry.ts';
import type { Model } from './model.ts';

/** Where the protocol promises no more: what the invariants except is not excepted for nothing. */
export interface Limit {
  /** What one might hope for, and what happens. */
  readonly what: string;
  readonly shownBy: string;
  readonly hope: Invariant;
}

export const limits: readonly Limit[] = [
  {
    what: 'a device that slept (or started again) and had its clock put back, with nothing written meanwhile, draws too late',
    shownBy: 'clocks',
    hope: hope('R12', ({ layout }) => judgeDraws(layout, false)),
  },
  {
    what: 'a copy made while a visit is asked for voids it, though the original hears that it counts',
    shownBy: 'copied',
    hope: hope('I2', ({ layout }) => judgeEnds(layout, false)),
  },
  { what: 'two copies of one device let in more than the cap', shownBy: 'copied', hope: hope('I5', noneBeyondTheCap) },
  {
    what: 'a lease revoked unheard lets in more than the cap',
    shownBy: 'revoke',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'letting in without a word lets in more than the cap',
    shownBy: 'accept',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a share of the tickets last known lets in more than the cap',
    shownBy: 'last known',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a place that is reassigned, though its device has drawn it, lets in more than the cap',
    shownBy: 'soft, two devices',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a hard show refuses a request while leases hold tickets that nobody uses',
    shownBy: 'two devices',
    hope: hope('I9′', judgeFullHouse),
  },
];

/** An invariant without its exceptions. */
function hope(name: InvariantName, judge: (model: Model) => Judge): Invariant {
  return { name, promise: 'more than is promised', isOfSteps: true, judge };
}

function noneBeyondTheCap({ layout }: Model): Judge {
  const count = createCount(layout);
  const { cap } = layout.configuration;
  return (state) => {
    const { admitted } = count(state);
    return admitted > cap ? `${admitted} are in, the cap is ${cap}` : undefined;
  };
}
