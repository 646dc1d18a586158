import { arki, type Listening } from '@kaiku/registry';
import { scannerOn } from '@kaiku/testkit/playwright';
import { expect } from 'vitest';
import { openWindow } from '../support/browser.ts';
import type { Venue } from '../support/venue.ts';

/** Returns a page with the element for a show of the venue, and its script. */
export function elementPage({ registry }: Pick<Venue, 'registry'>, script: string): string {
  return `<!doctype html><html lang="en"><title>Tickets</title><link rel="icon" href="data:,">
    <kaiku-scanner registry="${registry}" show="${arki.shows.noCap.id}"></kaiku-scanner>
    ${script}`;
}

/**
 * Opens a site's page with a camera that shows the card, confirms it, and expects one visit of it in the registry. Returns the
 * title of the page then. Closes the site.
 */
export async function recordsACard(
  venue: Venue,
  site: Pick<Listening, 'url' | 'close'>,
  card: { readonly code: string },
): Promise<string> {
  try {
    return await recordsACardAt(venue, site.url, card);
  } finally {
    await site.close();
  }
}

async function recordsACardAt(venue: Venue, url: string, card: { readonly code: string }): Promise<string> {
  const { page, close } = await openWindow(url, { symbology: 'qr', text: card.code });
  try {
    const scanner = scannerOn(page);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    const rows = await venue.rows(arki.shows.noCap.id);
    expect(rows.filter((row) => row.card === card.code && row.state === 'counted')).toHaveLength(1);
    return await page.title();
  } finally {
    await close();
  }
}
