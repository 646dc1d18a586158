import { describe, expect, it } from 'vitest';
import { broken, heedsNoTime, longOutage } from '../../../../test/client/broken-outboxes.ts';
import { liveThrough, tryHistories } from '../../../../test/client/outbox-histories.ts';

describe('an outbox and a registry', () => {
  it('agree at rest on every visit, and no cap is overrun, however answers, crashes, failures and undos fall', async () => {
    const { wrong, reached } = await tryHistories({ histories: 2000 });
    expect(wrong).toBeUndefined();
    // The walk went where it should: a model that reaches nothing proves nothing.
    const expected: Readonly<Record<string, number>> = {
      'card confirmed': 200,
      'card provisional': 200,
      'card refused': 200,
      'card undecided': 200,
      'card failed': 200,
      'card nothing': 200,
      'group confirmed': 50,
      'group provisional': 50,
      'group refused': 50,
      'group undecided': 50,
      'group failed': 50,
      'group nothing': 50,
      'kept by unconfirmed': 200,
      'kept by lease': 50,
      'request answered from the lease': 20,
      'lease open': 200,
      'lease closed': 50,
      'lease revoked': 10,
      'lease recalled': 30,
      'lease run out': 5,
      'lease drawn on': 50,
      undone: 200,
      voidedElsewhere: 30,
      'told interrupted': 200,
      'told flagged': 100,
      'told voided-elsewhere': 1,
      'told registry/invalid-request': 50,
      'storage refused': 200,
      'storage written': 100,
      'storage throws': 100,
      'storage hangs': 100,
      'storage quota': 100,
      'storage crash': 500,
    };
    for (const [what, times] of Object.entries(expected))
      expect(reached.get(what) ?? 0, what).toBeGreaterThanOrEqual(times);
  });

  // What must be found wrong: a property that finds nothing wrong with these would say nothing of the real one.
  it.each(Object.entries(broken))('are found to disagree where an outbox %s', async (_, { flaw, finds }) => {
    const { wrong } = await tryHistories({ histories: 2000, flaw });
    expect(wrong).toMatch(finds);
  });

  it('overrun no cap after an outage longer than a lease, as one would that heeds no time', async () => {
    const how = { cap: 1, maxUnconfirmed: 0, want: 1 };
    expect(await liveThrough(longOutage, how)).toBeUndefined();
    expect(await liveThrough(longOutage, { ...how, flaw: heedsNoTime })).toMatch('2 are in, and no more than 1 may be');
  });
});
