import type { Invariant, InvariantName, Judge } from './invariant.ts';
import { createCount, judgeDraws, judgeEnds } from './invariants-of-devices.ts';
import { judgeFullHouse } from './invariants-of-registry.ts';
import type { Model } from './model-state.ts';

/** The limits of the protocol: each exception of the invariants is necessary. */
export interface Limit {
  /** What happens contrary to a stronger invariant. */
  readonly what: string;
  readonly shownBy: string;
  readonly hope: Invariant;
}

export const limits: readonly Limit[] = [
  {
    what: 'a device that slept or restarted, and whose clock was set back, with nothing written in between, consumes a lease too late',
    shownBy: 'clocks',
    hope: hope('R12', ({ layout }) => judgeDraws(layout, false)),
  },
  {
    what: 'a copy made while a request is in flight voids it, although the original learns that it counts',
    shownBy: 'copied',
    hope: hope('I2', ({ layout }) => judgeEnds(layout, false)),
  },
  { what: 'two copies of one device let in more than the cap', shownBy: 'copied', hope: hope('I5', noneBeyondTheCap) },
  {
    what: 'a revoked lease admits more than the cap',
    shownBy: 'revoke',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'unconfirmed visits exceed the cap',
    shownBy: 'accept',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a share of the tickets last known exceeds the cap',
    shownBy: 'last known',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a ticket that is reassigned although its device has consumed it exceeds the cap',
    shownBy: 'soft, two devices',
    hope: hope('I5', noneBeyondTheCap),
  },
  {
    what: 'a hard show refuses a request while leased tickets are unused',
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
