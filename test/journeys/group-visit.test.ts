/**
 * A group visit: one card after another by a keyboard-wedge reader, in a real Chromium, against a real registry over HTTP. Each
 * journey has its own show.
 */

import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import { describe, expect, it } from 'vitest';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const within = { timeout: 20_000 };
const clerk = useVenue();

async function open(show: { readonly id: string }) {
  const { page, scanner } = await clerk.open(show, { lang: 'fi' });
  await scanner.part('places').waitFor(within);

  /** Reads one card after another, and waits until each has joined the group. */
  async function gather(...group: readonly { readonly code: string }[]): Promise<void> {
    for (const { code } of group) {
      const members = page.locator('kaiku-scanner [part~="member"]');
      const before = await members.count();
      await readerOn(page).scan(code);
      await members.nth(before).waitFor(within);
    }
  }
  return {
    page,
    scanner,
    gather,
    /** Sets the clients of the worker’s card by click, because a key just before a scan would be part of it. */
    async setClients(count: number): Promise<void> {
      const more = page.locator('kaiku-scanner [part~="step"]').nth(1);
      for (let click = 0; click < count; click++) await more.click(within);
    },
    waitForText: (part: string, words: string) => scanner.part(part).filter({ hasText: words }).waitFor(within),
  };
}

async function counted(show: { readonly id: string }) {
  const rows = await clerk.counted(show);
  return {
    cards: rows.map(({ card, minors }) => ({ card, minors })),
    visits: new Set(rows.map(({ visitId }) => visitId)),
  };
}

/** Returns the number of tickets taken. */
async function taken(show: { readonly id: string }): Promise<number> {
  return (await counted(show)).cards.reduce((sum, { minors }) => sum + 1 + (minors ?? 0), 0);
}

describe('a group visit', () => {
  it('is read card by card and recorded as one visit with a row for each card', async () => {
    const { scanner, gather, setClients } = await open(shows.evening);
    await gather(cards.community);
    await setClients(1);
    await gather(cards.family, cards.single);
    expect(await scanner.text('total')).toBe('3 korttia, 4 henkilöä');
    await scanner.confirm();

    expect(await scanner.verdict('confirmed')).toContain('3 korttia, 4 henkilöä');
    expect(await scanner.text('places')).toBe('Paikkoja jäljellä 8/12');
    const { cards: recorded, visits } = await counted(shows.evening);
    expect(recorded).toEqual([
      { card: cards.community.code, minors: 1 },
      { card: cards.family.code, minors: 0 },
      { card: cards.single.code, minors: 0 },
    ]);
    expect(visits.size).toBe(1);
  });

  it('offers those who fit under the cap, and lets the clerk choose others', async () => {
    const { page, scanner, gather, waitForText } = await open(shows.small);
    await gather(cards.community, cards.oneChild, cards.twoChildren);
    await waitForText('plan', 'Jäljellä on 2 paikkaa, ryhmässä on 3 henkilöä.');
    await scanner.part('take').click();
    // The first two fit; the clerk takes the third instead of the second.
    const comes = page.locator('kaiku-scanner [part~="comes"]');
    await comes.nth(1).uncheck();
    await comes.nth(2).check();
    await scanner.confirm();

    expect(await scanner.verdict('confirmed')).toContain('Paikkoja jäljellä 0/2');
    expect((await counted(shows.small)).cards).toEqual([
      { card: cards.community.code, minors: 0 },
      { card: cards.twoChildren.code, minors: 0 },
    ]);
  });

  it('does not add a card twice, or one that may not be used', async () => {
    const { page, scanner, gather, waitForText } = await open(shows.noCap);
    await gather(cards.community, cards.single);
    await readerOn(page).scan(cards.single.code);
    await waitForText('said', 'on jo ryhmässä');
    await readerOn(page).scan(cards.expired.code);
    await waitForText('said', 'Kortin voimassaolo päättyi');
    expect(await scanner.text('total')).toBe('2 korttia, 2 henkilöä');
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect((await counted(shows.noCap)).cards).toHaveLength(2);
  });

  it('of six is recorded after the clerk has confirmed that it was agreed on', async () => {
    const { scanner, gather, setClients, waitForText } = await open(shows.massEvent);
    await gather(cards.community);
    await setClients(4);
    await gather(cards.single);
    await waitForText('plan', 'Isosta ryhmästä sovitaan erikseen.');
    expect(await scanner.part('confirm').getAttribute('aria-disabled')).toBe('true');
    expect(await counted(shows.massEvent)).toMatchObject({ cards: [] });
    await scanner.part('agreed').click();
    await scanner.confirm();

    expect(await scanner.verdict('confirmed')).toContain('2 korttia, 6 henkilöä');
    expect((await counted(shows.massEvent)).cards).toEqual([
      { card: cards.community.code, minors: 4 },
      { card: cards.single.code, minors: 0 },
    ]);
  });

  it('is undone as a whole', async () => {
    const { scanner, gather, waitForText } = await open(shows.tomorrow);
    await gather(cards.communityMobile, cards.mobile);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    await scanner.part('undo').click();
    await waitForText('verdict', 'Koko ryhmän kirjaus on peruttu.');
    expect(await counted(shows.tomorrow)).toMatchObject({ cards: [] });
    await waitForText('places', 'Paikkoja jäljellä 10/10');
  });

  it('may start with a customer’s card', async () => {
    const { page, scanner, gather } = await open(shows.visitingProducer);
    await readerOn(page).scan(cards.single.code);
    await scanner.question();
    await scanner.part('gather').click();
    await gather(cards.mobile);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect((await counted(shows.visitingProducer)).visits.size).toBe(1);
  });

  it('is provisional as a whole in an outage, survives a reload, and is recorded once', async () => {
    const { page, scanner, gather } = await open(shows.matinee);
    await gather(cards.community, cards.family);
    await clerk.venue.stopRegistry();
    await scanner.confirm();
    expect(await scanner.verdict('provisional')).toContain('2 korttia, 2 henkilöä');

    await page.reload();
    await scanner.part('connection').filter({ hasText: '1 odottaa lähetystä' }).waitFor();
    await clerk.venue.startRegistry();
    await scanner
      .part('connection')
      .filter({ hasText: 'Yhteys kunnossa' })
      .filter({ hasNotText: 'odottaa' })
      .waitFor({ timeout: 60_000 });
    const { cards: recorded, visits } = await counted(shows.matinee);
    expect(recorded).toEqual([
      { card: cards.community.code, minors: 0 },
      { card: cards.family.code, minors: 0 },
    ]);
    expect(visits.size).toBe(1);
  });
});

describe('a card with a reservation', () => {
  it('shows its reservation, comes with the reserved minors, and takes no further tickets', async () => {
    const { page, scanner } = await open(shows.reserved);
    await readerOn(page).scan(cards.mobileFamily.code);
    expect(await scanner.question()).toContain('Varaus: 1 aikuinen ja 2 lasta, varattu');
    expect(await scanner.text('count')).toBe('2');
    const before = await taken(shows.reserved);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect(await taken(shows.reserved)).toBe(before);
    expect((await counted(shows.reserved)).cards).toContainEqual({ card: cards.mobileFamily.code, minors: 2 });
  });
});
