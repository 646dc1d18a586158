import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, DeskFixture, valid } from '../../../test/client/desk-fixture.ts';
import { hamlet, settled, soldOut } from '../../../test/client/world.ts';
import type { Acknowledgement } from './verdict.ts';

const full = { ...hamlet, taken: hamlet.cap ?? 0 };

let fixture: DeskFixture;
beforeEach(async () => {
  fixture = new DeskFixture();
  await settled();
});
afterEach(() => fixture.desk.close());

describe('a desk that turns a visitor away because no ticket is left', () => {
  it('delivers a void without a card, once for each card', async () => {
    fixture.lookUpAnswer = { ...valid, show: full };
    const events: Acknowledgement[] = [];
    fixture.desk.subscribe((_, acknowledged) => void (acknowledged && events.push(...[acknowledged].flat())));
    expect((await fixture.desk.check(card)).outcome).toBe('refused');
    await fixture.desk.check(card);
    await settled();
    const exchange = fixture.onlyRequest();
    expect(exchange.batch?.entries).toMatchObject([{ what: 'void', reason: 'cap-reached', showId: hamlet.id }]);
    expect(JSON.stringify(exchange.batch)).not.toContain(card);
    expect(fixture.desk.state).toMatchObject({ pending: 0, voiding: 1 });
    exchange.deliver([{ outcome: 'voided', seq: exchange.batch?.entries[0]?.seq ?? 0, unseen: true }]);
    await settled();
    expect(fixture.desk.state).toMatchObject({ pending: 0, voiding: 0, review: [] });
    expect(events).toEqual([]);
  });

  it('delivers it after an outage, if no ticket was left before', async () => {
    fixture.showAnswer = full;
    await fixture.reopen({ offline: 'last-known' });
    await fixture.desk.ready();
    await fixture.loseNetwork();
    expect((await fixture.desk.check(card)).outcome).toBe('undecided');
    await settled();
    expect(fixture.open).toEqual([]);
    fixture.showAnswer = full;
    await fixture.desk.refresh();
    await fixture.world.pass(5000);
    expect(fixture.onlyRequest().batch?.entries).toMatchObject([{ what: 'void', reason: 'cap-reached' }]);
  });

  it('delivers nothing if the registry refused the request, which it stores', async () => {
    const verdict = fixture.admit();
    await settled();
    fixture.onlyRequest().answer(soldOut);
    expect((await verdict).outcome).toBe('refused');
    fixture.lookUpAnswer = { ...valid, show: full };
    await fixture.desk.check(card);
    await settled();
    expect(fixture.open).toEqual([]);
  });
});
