/**
 * A clerk's work in a real Chromium, on the page that `npm start` serves, against a real registry over HTTP with its database in
 * a folder. Each journey has its own show, so that it does not count the tickets of another.
 */

import { groupCardCode } from '@kaiku/client';
import { rules } from '@kaiku/client/admission';
import { arki } from '@kaiku/registry';
import { type Lang, localeFor, refusalText } from '@kaiku/scanner/locales';
import { readerOn } from '@kaiku/testkit/playwright';
import { describe, expect, it } from 'vitest';
import type { Camera } from '../support/browser.ts';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

async function open(show: { readonly id: string }, { camera = 'absent' as Camera, lang = 'fi' as Lang } = {}) {
  const { page, scanner } = await clerk.open(show, { lang, camera });
  // The registry has answered: on a busy machine a card that is read before that is decided by the device.
  await scanner.part('places').waitFor();
  return { page, scanner };
}

const counted = async (show: { readonly id: string }) =>
  (await clerk.counted(show)).map(({ card, minors }) => ({ card, minors }));

describe('on the venue’s page', () => {
  it.each([
    { symbology: 'qr', show: shows.evening, left: 12 },
    { symbology: 'code-39', show: shows.matinee, left: 17 },
  ] as const)(
    'a $symbology held to the camera becomes a recorded visit, and the tickets left are shown',
    async ({ symbology, show, left }) => {
      const { code } = cards.family;
      const { scanner } = await open(show, { camera: { symbology, text: code } });
      await scanner.setMinors(2);
      await scanner.confirm();

      expect(await scanner.verdict('confirmed')).toContain(`Paikkoja jäljellä ${left - 3}`);
      expect(await scanner.text('places')).toBe(`Paikkoja jäljellä ${left - 3}/${left}`);
      expect(await counted(show)).toEqual([{ card: code, minors: 2 }]);
    },
  );

  it('a keyboard-wedge reader works without a focused field, and leaves no text in any', async () => {
    const { code } = cards.single;
    const { page, scanner } = await open(shows.tomorrow);
    await readerOn(page).scan(code);
    await scanner.question();
    expect(await scanner.inputs()).not.toMatch(/[0-9]{3}/);
    await scanner.confirm();

    await scanner.verdict('confirmed');
    expect(await scanner.inputs()).not.toMatch(/[0-9]{3}/);
    expect(await counted(shows.tomorrow)).toEqual([{ card: code, minors: 0 }]);
  });

  it('a code typed in lower case is repaired with a note, read back, and recorded', async () => {
    const { code } = cards.oneChild;
    const { scanner } = await open(shows.massEvent);
    await scanner.type(`${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`);

    const question = await scanner.question();
    expect(question).toContain('Korjattiin: pienet kirjaimet');
    expect(question).toContain(`Toista tunnus ääneen: ${groupCardCode(code)}`);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect(await counted(shows.massEvent)).toEqual([{ card: code, minors: 0 }]);
  });

  it.each(['fi', 'sv', 'en'] as const)(
    'a card that does not work gets its own refusal, and no row (%s)',
    async (lang) => {
      const { scanner } = await open(shows.visitingProducer, { lang });
      const before = await clerk.venue.rows(shows.visitingProducer.id);
      const told: string[] = [];
      for (const [text, reason] of [
        [cards.expired.code, 'card-expired'],
        [cards.inactive.code, 'card-inactive'],
        [cards.unregistered.code, 'card-unregistered'],
        ['E1234', 'old-card'],
        ['kissa', 'not-a-card'],
      ] as const) {
        await scanner.type(text);
        const locale = localeFor(lang);
        const refusal =
          reason === 'card-expired'
            ? { reason, rule: rules[reason], validUntilOn: '2026-11-19' }
            : { reason, rule: rules[reason] };
        const { sentence, nextStep } = refusalText(refusal, locale);
        await scanner.part('verdict-refused').filter({ hasText: sentence }).waitFor();
        const words = await scanner.verdict('refused');
        expect(words).toContain(nextStep);
        expect(words).toContain(rules[reason].source);
        told.push(sentence);
      }
      expect(new Set(told).size).toBe(5);
      expect(await clerk.venue.rows(shows.visitingProducer.id)).toEqual(before);
    },
  );

  it('the same card is refused for the same show, with the time of the first visit', async () => {
    const { scanner } = await open(shows.noCap);
    await scanner.type(cards.mobile.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    const [first] = await clerk.venue.rows(shows.noCap.id);

    await scanner.type(cards.mobile.code);
    const time = first?.recordedAt.toLocaleTimeString('fi-FI', {
      hour: 'numeric',
      minute: '2-digit',
      timeZone: 'Europe/Helsinki',
    });
    expect(await scanner.verdict('refused')).toContain(time);
    expect(await counted(shows.noCap)).toHaveLength(1);
  });

  it('a visit after the last ticket of the cap is refused, and the screen says so', async () => {
    const before = await counted(shows.lastPlace);
    const { scanner } = await open(shows.lastPlace);
    await scanner.type(cards.family.code);
    await scanner.confirm();
    expect(await scanner.verdict('confirmed')).toContain('Paikkoja jäljellä 0');

    await scanner.type(cards.twoChildren.code);
    const refusal = { reason: 'cap-reached', rule: rules['cap-reached'], cap: 6, remaining: 0 } as const;
    expect(await scanner.verdict('refused')).toContain(refusalText(refusal, localeFor('fi')).sentence);
    expect(await counted(shows.lastPlace)).toEqual([...before, { card: cards.family.code, minors: 0 }]);
  });

  it('a visit in an outage is provisional, survives a reload, and is recorded exactly once', async () => {
    const before = await counted(shows.small);
    const { page, scanner } = await open(shows.small);
    await scanner.type(cards.single.code);
    await scanner.question();
    await clerk.venue.stopRegistry();
    await scanner.confirm();
    await scanner.verdict('provisional');

    await page.reload();
    await scanner.part('connection').filter({ hasText: '1 odottaa lähetystä' }).waitFor();
    await clerk.venue.startRegistry();
    await scanner
      .part('connection')
      .filter({ hasText: 'Yhteys kunnossa' })
      .filter({ hasNotText: 'odottaa' })
      .waitFor({ timeout: 60_000 });

    expect(await counted(shows.small)).toEqual([...before, { card: cards.single.code, minors: 0 }]);
  });

  it('a denied camera blocks neither typing nor a reader', async () => {
    const { page, scanner } = await open(shows.course, { camera: 'denied' });
    await readerOn(page).scan(cards.single.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    expect(await counted(shows.course)).toContainEqual({ card: cards.single.code, minors: 0 });
  });
});
