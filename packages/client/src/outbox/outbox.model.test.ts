import { describe, expect, it } from 'vitest';
import { broken, ignoresTerm, longOutage } from '../../../../test/client/broken-outboxes.ts';
import { liveThrough, tryHistories } from '../../../../test/client/outbox-histories.ts';

describe('an outbox and a registry', () => {
  it('agree on every visit once all is delivered, and exceed no cap, in any order of answers, crashes, failures and undos (property)', async () => {
    const { wrong, reached } = await tryHistories({ histories: 2000 });
    expect(wrong).toBeUndefined();
    // The histories reached every case: a property that never reaches a case shows nothing about it.
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
      'lease expired': 5,
      'lease consumed': 50,
      undone: 200,
      voidedElsewhere: 30,
      'forgotten counted': 100,
      'forgotten refused': 20,
      'forgotten voided': 50,
      'listed interrupted': 200,
      'listed flagged': 100,
      'listed voided-elsewhere': 1,
      'listed registry/invalid-request': 50,
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

  // Negative controls: the property must fail for each of these outboxes.
  it.each(Object.entries(broken))('are caught disagreeing if the outbox %s', async (_, { flaw, finds }) => {
    const { wrong } = await tryHistories({ histories: 2000, flaw });
    expect(wrong).toMatch(finds);
  });

  it('exceed no cap after an outage longer than a lease, unlike an outbox that ignores the lease’s term', async () => {
    const how = { cap: 1, maxUnconfirmed: 0, want: 1 };
    expect(await liveThrough(longOutage, how)).toBeUndefined();
    expect(await liveThrough(longOutage, { ...how, flaw: ignoresTerm })).toMatch('2 are in, and no more than 1 may be');
  });
});
