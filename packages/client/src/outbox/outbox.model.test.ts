import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDoors, createRegisterModel } from '../../../../test/client/outbox-model.ts';

/** What may happen next. `pick` chooses among what there is at that moment. */
const event = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant('ask' as const), weight: 4 },
    { arbitrary: fc.constant('ask-visit' as const), weight: 2 },
    { arbitrary: fc.constant('answer' as const), weight: 6 },
    {
      arbitrary: fc.constantFrom(
        'lose-before' as const,
        'lose-after' as const,
        'delay' as const,
        'deliver-late' as const,
        'poison' as const,
        'undo' as const,
        'deadline' as const,
        'wait' as const,
        'wake' as const,
        'dismiss' as const,
        'restart' as const,
        'close' as const,
        'second-tab' as const,
        'storage-fails' as const,
        'crash-before-write' as const,
        'crash-after-write' as const,
      ),
      weight: 9,
    },
  ),
  pick: fc.nat(11),
});

describe('the outbox and a register', () => {
  it('agree at rest on every use, however answers, restarts, failures and undos fall', async () => {
    const told = new Map<string, number>();
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 3, maxLength: 40 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 7 }),
        async (events, maxUnconfirmed, cap) => {
          const doors = createDoors(createRegisterModel(cap), maxUnconfirmed);
          for (const { kind, pick } of events) await doors.happens(kind, pick);
          await doors.comeToRest();
          doors.compare();
          // And it stays so for every delivery that was still on its way.
          doors.deliverAllLate();
          doors.compare();
          for (const outcome of doors.outcomes()) told.set(outcome, (told.get(outcome) ?? 0) + 1);
          crashes += doors.crashes;
        },
      ),
      { numRuns: 3000 },
    );
    // The walk went where it should: a model that reaches nothing proves nothing.
    for (const kind of ['usage', 'visit'])
      for (const outcome of ['confirmed', 'provisional', 'refused', 'given-up', 'failed', 'nothing'])
        expect(told.get(`${kind} ${outcome}`) ?? 0, `${kind} ${outcome}`).toBeGreaterThan(50);
    expect(crashes).toBeGreaterThan(200);
  });
});
