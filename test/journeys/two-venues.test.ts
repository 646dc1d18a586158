/**
 * Two venues use one browser in turn, with the same page and registry. Each has a storage of its own: no data of one is sent
 * with the other's token, and what waits is shown, kept and sent once its venue is back.
 */
import { arki } from '@kaiku/registry';
import type { KaikuScanner } from '@kaiku/scanner';
import { localeFor } from '@kaiku/scanner/locales';
import { expect, it } from 'vitest';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows, tokens, venues } = arki;
const en = localeFor('en');
const site = useVenue();

async function cardsOf({ id }: { readonly id: string }): Promise<readonly (string | null)[]> {
  return (await site.venue.rows(id)).map(({ card }) => card);
}

it('two venues in one browser record each for itself, and what waits for one survives the other', async () => {
  const { page, scanner } = await site.open(shows.evening, { lang: 'en' });
  const connected = () => scanner.part('connection').filter({ hasText: en.status.connected }).waitFor();
  const open = async (token: string, show: { readonly id: string }) => {
    const settings = { registry: site.venue.registry, token };
    await page.route('**/kaiku.json', (route) => route.fulfill({ json: settings }));
    await page.goto(`${site.venue.dropIn}/?show=${show.id}&lang=en`);
  };

  // Suvanto records a visit in an outage, after a restart of its page in the outage too.
  await connected();
  // An answered check means that the device has the key that it seals codes with.
  await page.evaluate(async (code) => {
    const scanner = document.querySelector('kaiku-scanner') as KaikuScanner;
    await scanner.check(code);
    scanner.reset();
  }, cards.family.code);
  await site.venue.stopRegistry();
  await page.reload();
  await scanner.type(cards.single.code);
  await scanner.confirm();
  await scanner.verdict('provisional');
  await page.goto('about:blank');
  await site.venue.startRegistry();

  // Kaarna records. Suvanto's visit is shown, and not sent.
  const { sentence } = en.device.warnings['other-venue'](
    { kind: 'other-venue', venueId: venues.suvanto.id, venue: venues.suvanto.name, entries: 1 },
    en.amounts,
  );
  await open(tokens.theatre, shows.exhibition);
  await scanner.part('device-warning').filter({ hasText: sentence }).waitFor();
  await scanner.type(cards.oneChild.code);
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect(await cardsOf(shows.exhibition)).toContain(cards.oneChild.code);
  expect(await cardsOf(shows.evening)).not.toContain(cards.single.code);
  const { buffer } = await scanner.saveFile();
  expect(JSON.parse(buffer.toString())).toMatchObject({
    entries: [{ stage: 'report', visit: { showId: shows.evening.id } }],
  });

  // The page gets Suvanto's token while Kaarna's desk is open.
  await page.evaluate((given) => {
    (document.querySelector('kaiku-scanner') as KaikuScanner).token = given;
  }, tokens.boxOffice);
  const refused = en.failures['registry/other-venue'].sentence;
  await scanner.type(cards.family.code);
  expect(await scanner.verdict('undecided')).toContain(refused);
  await page.keyboard.press('Escape');
  await scanner.part('failure').filter({ hasText: refused }).waitFor();
  expect(await cardsOf(shows.evening)).not.toContain(cards.family.code);

  // Suvanto is back.
  await open(tokens.boxOffice, shows.evening);
  await connected();
  await scanner.part('pending').waitFor({ state: 'detached' });
  await expect.poll(() => cardsOf(shows.evening)).toContain(cards.single.code);
  expect(await scanner.part('device-warning').count()).toBe(0);
});
