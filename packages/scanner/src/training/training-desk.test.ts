import type { Desk } from '@kaiku/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoName, demoCards } from './demo-cards.ts';
import { createTrainingDesk } from './training-desk.ts';

let desk: Desk;
beforeEach(() => {
  desk = createTrainingDesk();
});
afterEach(() => desk.close());

async function answered(name: DemoName, minors = 0): Promise<string> {
  const decision = await desk.check(demoCards[name].text);
  if (decision.outcome === 'refused') return decision.refusal.reason;
  if (decision.outcome === 'has-ticket') return decision.outcome;
  if (decision.outcome === 'undecided') return decision.outcome;
  return (await desk.admit([{ decision, minors }])).outcome;
}

describe('a demo card', () => {
  it.each<[DemoName, number, string]>([
    ['children', 3, 'confirmed'],
    ['alone', 0, 'confirmed'],
    ['expired', 0, 'card-expired'],
    ['unregistered', 0, 'card-unregistered'],
    ['ticket', 0, 'has-ticket'],
    ['used', 0, 'already-recorded'],
    ['old', 0, 'old-card'],
    ['silent', 2, 'provisional'],
    ['failing', 0, 'undecided'],
  ])('of the kind “%s” with %d children gets the answer of a real card: %s', async (name, minors, outcome) => {
    expect(await answered(name, minors)).toBe(outcome);
  });
  it('of a community forms a group with others', async () => {
    const parts = await Promise.all(
      (['community', 'alone'] as const).map(async (name) => {
        const decision = await desk.check(demoCards[name].text);
        if (decision.outcome !== 'admissible') throw new Error(decision.outcome);
        return { decision, minors: 0 };
      }),
    );
    const verdict = await desk.admit(parts);
    expect(verdict).toMatchObject({ outcome: 'confirmed', usages: [{}, {}], people: 2 });
    if (verdict.outcome !== 'confirmed') throw new Error(verdict.outcome);
    expect(await desk.void(verdict.visitId)).toEqual({ outcome: 'voided' });
    expect(await answered('alone')).toBe('confirmed');
  });
  it('is refused a second time for the same show, until the first visit is undone', async () => {
    const decision = await desk.check(demoCards.alone.text);
    if (decision.outcome !== 'admissible') throw new Error(decision.outcome);
    const first = await desk.admit([{ decision, minors: 0 }]);
    expect(await answered('alone')).toBe('already-recorded');
    if (first.outcome !== 'confirmed') throw new Error(first.outcome);
    await desk.void(first.visitId);
    expect(await answered('alone')).toBe('confirmed');
  });
  it('that simulates an outage does not affect the next one, and is delivered itself', async () => {
    expect(await answered('silent')).toBe('provisional');
    expect(await answered('alone')).toBe('confirmed');
    expect(desk.state).toMatchObject({ reachable: true });
  });
  it('counts towards the show’s cap', async () => {
    await desk.refresh();
    const before = desk.state.show?.taken ?? 0;
    await answered('children', 3);
    expect(desk.state.show?.taken).toBe(before + 4);
  });
});

it('the training desk refuses a real card as unregistered', async () => {
  expect(await desk.check('A045198723')).toMatchObject({ refusal: { reason: 'card-unregistered' } });
});
