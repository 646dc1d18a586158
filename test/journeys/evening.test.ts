/**
 * An evening of a house without a list of cards, from the first run to what Kaikukanta returned: tickets in advance, the door
 * with a camera and a reader, an outage, paper, the hand-over, corrections and statistics. The registry runs as its command,
 * in a folder. Each number is compared with what was done at the beginning.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { createHttpRegistry } from '@kaiku/client';
import { type Listening, listen } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { readerOn, scannerOn } from '@kaiku/testkit/playwright';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Camera, openWindow, type Window } from '../support/browser.ts';
import { type House, openHouse } from '../support/house.ts';
import { lacksOffice, type Office, openOffice, withoutOffice } from '../support/office.ts';
import { startTill } from '../support/till.ts';

const fi = localeFor('fi');

/** What happens, by card: its children, and how it comes. As on the sample pages of the manual; no such card is registered. */
const cards = {
  soldOnPage: { code: 'A999123401', minors: 2 },
  reserved: { code: 'A999123402', minors: 1 },
  reservedOnly: { code: 'A999123403', minors: 1 },
  soldByTill: { code: 'A999123404', minors: 1 },
  soldByTillAndReturned: { code: 'X999123405', minors: 0 },
  atTheDoor: { code: 'A999123406', minors: 0 },
  inTheOutage: { code: 'A999123407', minors: 1 },
  afterTheReload: { code: 'A999123408', minors: 0 },
  onPaper: { code: 'A999123409', minors: 2 },
  onPaperToo: { code: 'A999123410', minors: 0 },
} as const;
type Name = keyof typeof cards;

/** The pages of the house. Each records in its own way. */
const hows = ['sold', 'door', 'reserved'] as const;
type How = (typeof hows)[number];

const data = mkdtempSync(path.join(tmpdir(), 'kaiku-evening-'));
const inFolder = (name: string) => path.join(data, name);
const folders = { registry: inFolder('kaiku'), files: inFolder('hand-over'), till: inFolder('till.sqlite') };
const windows: Window[] = [];
let house: House;
let office: Office;
let site: Listening;

describe.skipIf(lacksOffice)(`a house${withoutOffice}`, () => {
  beforeAll(async () => {
    house = await openHouse(folders.registry, { venue: 'Hamlet-teatteri', show: 'Hamlet' });
    office = await openOffice();
    site = await listen(venuePages());
  });
  afterAll(async () => {
    await Promise.all(windows.map(({ close }) => close()));
    await site?.close();
    await house?.stop();
    await office?.close();
    rmSync(data, { recursive: true });
  });

  it('sells, admits, records an outage and a paper form, and brings everything to Kaikukanta', async () => {
    await sellInAdvance();
    await admitAndLoseTheConnection();
    await importThePaperForm();
    await handOver();
    await correct();
    await settleWhatKaikukantaReturned();
    await compareTheStatistics();
  });
});

async function sellInAdvance(): Promise<void> {
  const { page, scanner } = await openPage('sold');
  await record(scanner, 'soldOnPage');
  await show(page, 'reserved');
  await record(scanner, 'reserved');
  await record(scanner, 'reservedOnly');
  const till = openTill();
  const [first, second] = [cards.soldByTill, cards.soldByTillAndReturned];
  const line = `sell web:1 ${first.code}+${first.minors} ${second.code}+${second.minors}`;
  expect(await till.ask(line)).toMatch(/^confirmed: 3 tickets/);
  till.type('close');
  expect(await till.says()).toMatch(/^web:1: counted/);
  expect(await till.says()).toBe('closed');
  await till.ended();
}

async function admitAndLoseTheConnection(): Promise<void> {
  const camera = await openPage('door', { symbology: 'qr', text: cards.reserved.code });
  await camera.scanner.setMinors(cards.reserved.minors);
  await camera.scanner.confirm();
  await camera.scanner.verdict('confirmed');

  const { page, scanner } = await openPage('door');
  await readerOn(page).scan(cards.atTheDoor.code);
  await scanner.confirm();
  expect(await scanner.verdict('confirmed')).toContain(fi.flags['card-not-checked']);
  await scanner.part('next').click();
  // It was sold in advance, so it is let in, and nothing is recorded.
  await readerOn(page).scan(cards.soldOnPage.code);
  await scanner.verdict('has-ticket');
  await scanner.part('next').click();

  await house.kill();
  await record(scanner, 'inTheOutage', 'provisional');
  await page.reload();
  const connection = scanner.part('connection');
  await connection.filter({ hasText: fi.status.pending(1) }).waitFor({ timeout: 60_000 });
  await record(scanner, 'afterTheReload', 'provisional');
  await house.serve();
  const waits = fi.status.pending(1).replace('1', '');
  await connection
    .filter({ hasText: fi.status.connected })
    .filter({ hasNotText: waits.trim() })
    .waitFor({ timeout: 60_000 });
  await house.stop();
}

/** The sheet of the paper form, saved by LibreOffice: with a total, and with rows that are wrong. */
async function importThePaperForm(): Promise<void> {
  const { onPaper, onPaperToo, atTheDoor } = cards;
  const sheet = inFolder('lomake.xlsx');
  const lines = [
    'Tapahtuma;Hamlet',
    'Päivä;20.11.2026',
    '',
    'Tunnus;Lapsia;Klo',
    `${onPaper.code};${onPaper.minors};18.35`,
    `${onPaperToo.code};;18.37`,
    `${onPaperToo.code};;18.37`,
    `${atTheDoor.code};0;18.38`,
    'E1234;1;18.39',
    'Yhteensä;2;',
  ];
  await writeFile(sheet, await office.saved(Buffer.from(lines.join('\n')), 'csv'));
  const rows = '5 rows: 2 recorded, 1 repeated, 1 already-recorded, 1 wrong.';
  const dry = await house.run('import', sheet, '--dry-run');
  expect(dry.lines.at(-1)).toBe(`${rows} Nothing was recorded: dry run.`);
  const first = await house.run('import', sheet);
  expect(first.lines.at(-1)).toBe(rows);
  expect(first.lines.at(-2)).toBe('Row 9, cell A9: This is a number of the time before Kaikukanta.');
  const again = await house.run('import', sheet);
  expect(again.lines.at(-1)).toBe('5 rows: 2 known, 1 repeated, 1 already-recorded, 1 wrong.');
}

const everything = Object.keys(cards).filter((name) => name !== 'reservedOnly') as readonly Name[];
const heading = '"Kaikukortin tunnus";"Aikuisten liput";"Lasten liput";"Tapahtuman nimi";"Päivämäärä"';
const event = '"Hamlet";20.11.2026';

async function handOver(): Promise<void> {
  const { lines } = await house.run('hand-over', '--out', folders.files);
  const file = 'kaikukortti-house-0001.xlsx';
  expect(lines.join('\n')).toContain(`import ${everything.length} usages from ${path.join(folders.files, file)}`);
  expect(await opened(file)).toEqual([heading, ...rowsOf(everything)]);
  expect((await house.run('hand-over', 'confirm', '1', '--out', folders.files)).exitCode).toBe(0);
  const nothing = await house.run('hand-over', '--out', folders.files);
  expect(nothing.lines.at(-1)).toBe('Nothing to hand over: Kaikukanta has every usage.');
}

/** The next day at the ticket office: a card of the basket comes back, and a child stayed at home. */
async function correct(): Promise<void> {
  const { soldByTill, soldByTillAndReturned } = cards;
  await house.serve();
  const till = openTill();
  expect(await till.ask('cancel web:1 2')).toBe('voided');
  expect(await till.ask('party web:1 1 0')).toBe('voided');
  till.type('close');
  await till.ended();
  await house.stop();
  await house.run('hand-over', '--out', folders.files);
  const [, ...rows] = await opened('kaikukortti-house-0002-corrections.xlsx');
  expect(rows.toSorted()).toEqual([
    `"Muuta";"${soldByTill.code}";1;${event};0;20.11.2026`,
    `"Poista";"${soldByTillAndReturned.code}";0;${event};;`,
  ]);
  expect((await house.run('hand-over', 'confirm', '2', '--out', folders.files)).exitCode).toBe(0);
}

async function settleWhatKaikukantaReturned(): Promise<void> {
  const { onPaper, onPaperToo } = cards;
  const list = inFolder('hylatyt.xlsx');
  const lines = ['Kaikukortin tunnus;Syy', `${onPaper.code};Korttia ei löydy`, `${onPaperToo.code};Ei voimassa`];
  await writeFile(list, await office.saved(Buffer.from(lines.join('\n')), 'csv'));
  expect((await house.run('hand-over', 'returned', list)).lines.at(-1)).toMatch(/^2 of 2 rows are in the list/);
  const attention = (await house.run('hand-over', 'attention')).lines;
  expect(attention.map((line) => line.slice(36))).toEqual([
    '  2026-11-20  A9…409  Hamlet  (run 1): Korttia ei löydy',
    '  2026-11-20  A9…410  Hamlet  (run 1): Ei voimassa',
  ]);
  const [byHand = '', again = ''] = attention.map((line) => line.slice(0, 36));
  await house.run('hand-over', 'settle', byHand, '--by-hand');
  await house.run('hand-over', 'settle', again, '--again');
  expect((await house.run('hand-over', 'attention')).lines).toEqual(['']);
  await house.run('hand-over', '--out', folders.files);
  expect(await opened('kaikukortti-house-0003.xlsx')).toEqual([heading, ...rowsOf(['onPaperToo'])]);
}

async function compareTheStatistics(): Promise<void> {
  await house.serve();
  const answer = await fetch(`${house.url}/v1/statistics?by=show`, {
    headers: { authorization: `Bearer ${house.token}` },
  });
  const counted = everything.filter((name) => name !== 'soldByTillAndReturned');
  const children = counted.reduce((sum, name) => sum + cards[name].minors, 0) - cards.soldByTill.minors;
  const { rows } = (await answer.json()) as { rows: unknown };
  expect(rows).toMatchObject([{ show: house.show, usages: counted.length, adults: counted.length, children }]);
  // The reservation that no one redeemed still holds its tickets until the show begins.
  const { minors } = cards.reservedOnly;
  const [today] = await createHttpRegistry({ url: house.url, token: house.token }).shows();
  expect(today?.taken).toBe(counted.length + children + 1 + minors);
}

/** Serves pages with the README's six lines. */
function venuePages(): Hono {
  const sixLines = /```html\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const ours = sixLines.replace('https://registry.example/', house.url).replace('ilta-jokirannalla', house.show);
  const app = new Hono();
  app.get('/till-token', (context) => context.text(house.token));
  for (const how of hows) {
    const element = ours.replace('<kaiku-scanner ', `<kaiku-scanner records-as="${how}" `);
    app.get(`/${how}`, (context) => context.html(`<!doctype html><link rel="icon" href="data:,">\n${element}`));
  }
  return app.use('*', serveStatic({ root: 'packages/scanner/dist/bundle' }));
}

async function openPage(how: How, camera: Camera = 'absent') {
  const window = await openWindow('about:blank', camera);
  windows.push(window);
  await show(window.page, how);
  return { page: window.page, scanner: scannerOn(window.page) };
}

async function show(page: Page, how: How): Promise<void> {
  await page.goto(`${site.url}/${how}`);
  const connection = scannerOn(page).part('connection');
  await connection.filter({ hasText: fi.status.connected }).waitFor({ timeout: 60_000 });
}

async function record(
  scanner: ReturnType<typeof scannerOn>,
  name: Name,
  outcome: 'confirmed' | 'provisional' = 'confirmed',
): Promise<void> {
  const { code, minors } = cards[name];
  await scanner.type(code);
  await scanner.setMinors(minors);
  await scanner.confirm();
  await scanner.verdict(outcome);
  await scanner.part('next').click();
}

function openTill() {
  return startTill({ registry: house.url, token: house.token, show: house.show, file: folders.till });
}

async function opened(file: string): Promise<readonly string[]> {
  return office.shownLines(readFileSync(path.join(folders.files, file)));
}

function rowsOf(names: readonly Name[]): readonly string[] {
  return names.map((name) => `"${cards[name].code}";1;${cards[name].minors};${event}`).toSorted();
}
