import { randomUUID } from 'node:crypto';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHandOvers } from '../../packages/registry/src/hand-over/hand-over.ts';
import { type ImportFileOptions, importFile } from '../../packages/registry/src/import/import-file.ts';
import { brokerLayout, ownLayout, paperLayout } from '../../packages/registry/src/workbook/layouts.ts';
import type { UsageLine } from '../../packages/registry/src/workbook/usage-line.ts';
import { writeWorkbook } from '../../packages/registry/src/workbook/write-workbook.ts';
import { runImportFuzz } from './import-fuzz-trial.ts';
import { workbookParts, zipOf } from './zip-of.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const venueId = 'talo';
const device = {
  id: 'talo-ovi',
  venueId,
  name: 'Kassa',
  venueName: 'Talo',
  role: 'till',
  state: 'active',
  shows: null,
} as const;

async function openHouse(): Promise<RegistryServer> {
  const server = await createRegistryServer({ now: () => nowMs, lookUpLimits: 'none', scenario: 'empty' });
  await server.store.seed({
    venues: [{ id: venueId, name: 'Talo' }],
    devices: [{ ...device, name: 'Ovi', token: 'ovi' }],
  });
  return server;
}

let server: RegistryServer;
/** Another registry. */
let other: RegistryServer;
let cardsMade = 0;
beforeAll(async () => {
  server = await openHouse();
  other = await openHouse();
});
afterAll(() => Promise.all([server?.close(), other?.close()]));

async function freshShow(facts: Record<string, unknown> = {}, into = server) {
  const show = { venueId, name: `Koe ${randomUUID()}`, kind: 'performance', seats: 400, cap: null } as const;
  const fresh = { ...show, id: `show-${randomUUID()}`, startsAt: '2026-11-19T17:00:00Z', ...facts };
  await into.store.seed({ shows: [fresh] });
  return fresh;
}

/** Returns registered cards. */
async function freshCards(count: number, into = server): Promise<string[]> {
  const codes = Array.from({ length: count }, (_, index) => `A${800_000_000 + cardsMade + index}`);
  cardsMade += count;
  const facts = { status: 'active', validUntilOn: '2027-01-01', minors: 9 } as const;
  await into.store.seed({ cards: codes.map((code) => ({ code, ...facts })) });
  return codes;
}

const csv = (...rows: readonly string[]) => new TextEncoder().encode(rows.join('\r\n'));

const options = (more: Partial<ImportFileOptions> = {}): ImportFileOptions => ({
  ...{ store: server.store, now: () => nowMs, venueId, layout: paperLayout, how: 'door', isDryRun: false },
  ...more,
});

const read = (bytes: Uint8Array, more?: Partial<ImportFileOptions>) => importFile(bytes, options(more));

const counted = async (showId: string, of = server) =>
  (await of.store.usages(showId)).filter(({ state }) => state === 'counted').map(({ card, minors }) => [card, minors]);

describe('an import', () => {
  it('records each good row for its own day, and lists the cell that is wrong in each other', async () => {
    const { id, name } = await freshShow();
    const [card, second] = await freshCards(2);
    const file = csv(
      'Kaikukortti-iltojen lomake;;;;',
      'Kortets kod;Lapsia;Klo;Tapahtuma;Pvm',
      `${card?.toLowerCase()};2;18.55;${name.toUpperCase()};19.11.2026`,
      `E1234;0;;${name};19.11.2026`,
      `A12345678;0;;${name};19.11.2026`,
      `${second};two;;${name};19.11.2026`,
      `${second};;25:00;${name};19.11.2026`,
      `${second};;;${name};31.11.2026`,
      `${second};;;${name};18.11.2026`,
      `${second};;;Muu ilta;19.11.2026`,
      `;1;;${name};19.11.2026`,
      ';;;;',
      'Yhteensä;2;;;',
      `${second};0;;${name};ke 19.11.2026 klo 19`,
    );
    const dry = await read(file, { isDryRun: true });
    expect(await counted(id)).toEqual([]);
    const outcomes = await read(file);
    expect(dry).toEqual(outcomes);
    expect(outcomes.map((each) => [each.row, each.outcome === 'wrong' ? each.cell : each.outcome])).toEqual([
      ...[
        [3, 'recorded'],
        [4, 'A4'],
        [5, 'A5'],
        [6, 'B6'],
        [7, 'C7'],
        [8, 'E8'],
        [9, 'E9'],
        [10, 'D10'],
        [11, 'A11'],
      ],
      [14, 'recorded'],
    ]);
    expect(await counted(id)).toEqual(
      expect.arrayContaining([
        [card, 2],
        [second, 0],
      ]),
    );
    const [usage] = await server.store.usages(id);
    expect(usage).toMatchObject({ deviceId: 'talo-import', flags: ['late'], how: 'door' });
    expect((await read(file)).filter(({ outcome }) => outcome === 'known')).toHaveLength(2);
  });

  it('takes the event and the day from above the table, as the paper form has them', async () => {
    const { id, name } = await freshShow();
    const [card] = await freshCards(1);
    const file = csv(`Tapahtuma:;${name}`, 'Päivämäärä: 19.11.2026', '', 'Tunnus;Lapset', `${card};1`);
    expect(await read(file)).toEqual([{ row: 5, outcome: 'recorded', flags: ['late'] }]);
    expect(await counted(id)).toEqual([[card, 1]]);
  });

  it('needs no name if every row is of one show', async () => {
    const { id } = await freshShow();
    const [card] = await freshCards(1);
    expect(await read(csv('Tunnus', `${card}`), { showId: id })).toMatchObject([{ outcome: 'recorded' }]);
  });

  it('finds the show of two with one name and day by its time', async () => {
    const { id, name } = await freshShow();
    await freshShow({ name, startsAt: '2026-11-19T12:00:00Z' });
    const [card] = await freshCards(1);
    const file = (time: string) => csv('Tunnus,Tapahtuma,Pvm,Klo', `${card},${name},2026-11-19,${time}`);
    expect(await read(file(''), { layout: brokerLayout })).toMatchObject([{ outcome: 'wrong', cell: 'D2' }]);
    expect(await read(file('19:00'), { layout: brokerLayout })).toMatchObject([{ outcome: 'recorded' }]);
    expect(await counted(id)).toHaveLength(1);
  });

  it('judges a row by its own day, also of a show that admits per day', async () => {
    const pool = await freshShow({ kind: 'swimming-hall', admission: 'per-day', startsAt: '2026-06-01T06:00:00Z' });
    const [card] = await freshCards(1);
    const file = csv(
      'Tunnus;Tapahtuma;Pvm',
      ...['18.11.2026', '19.11.2026', '21.11.2026'].map((day) => `${card};${pool.name};${day}`),
    );
    expect((await read(file)).map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded', 'wrong']);
  });

  it('counts reports above the cap, and flags them', async () => {
    const { id, name } = await freshShow({ cap: 3 });
    const cards = await freshCards(5);
    const rows = cards.map((card) => `${card};${name};19.11.2026`);
    const outcomes = await read(csv('Tunnus;Tapahtuma;Pvm', ...rows));
    const flags = outcomes.map((each) => (each.outcome === 'recorded' ? each.flags : each.outcome));
    expect(flags).toEqual([
      ...[['late'], ['late'], ['late']],
      ...[
        ['cap-reached', 'late'],
        ['cap-reached', 'late'],
      ],
    ]);
    expect(await counted(id)).toHaveLength(5);
  });

  it('does not record what a device has recorded, or what was voided', async () => {
    const { id, name } = await freshShow();
    const [card, second] = await freshCards(2);
    const takenAt = '2026-11-19T16:30:00Z';
    const usages = [{ id: randomUUID(), card: card ?? '', minors: 0 }];
    const visit = { mode: 'report', id: randomUUID(), showId: id, how: 'door', takenAt, usages } as const;
    await server.store.record(device, visit as never);
    const file = csv('Tunnus;Tapahtuma;Pvm', `${card};${name};19.11.2026`, `${second};${name};19.11.2026`);
    expect((await read(file)).map(({ outcome }) => outcome)).toEqual(['already-recorded', 'recorded']);
    const imported = (await server.store.usages(id)).find((usage) => usage.card === second);
    await server.store.void({ ...device, id: 'talo-import' }, imported?.visitId ?? '', {
      ...{ showId: id, reason: 'returned' },
    } as never);
    expect((await read(file)).map(({ outcome }) => outcome)).toEqual(['already-recorded', 'voided']);
  });

  it('rejects a cell with a formula', async () => {
    const cell = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = `<row r="1">${cell('A1', 'Tunnus')}${cell('B1', 'Lapset')}</row><row r="2">${cell('A2', 'A800000000')}<c r="B2"><f>1+1</f><v>2</v></c></row>`;
    expect(await read(zipOf(workbookParts(rows)))).toMatchObject([{ outcome: 'wrong', cell: 'B2' }]);
  });

  it('says which headings it found if none is that of the card', async () => {
    await expect(read(csv('Nimi;Numero', 'A;1'))).rejects.toThrow('Found: Nimi | Numero');
  });
});

/** A row of a file: its card, its children, and one of two shows. */
const row = fc.record({ card: fc.nat({ max: 5 }), minors: fc.nat({ max: 3 }), show: fc.nat({ max: 1 }) });

describe('imports of the same rows', () => {
  it('count each usage once, however often, in whatever order, form or part the rows come (property)', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(fc.record({ seed: fc.nat(), part: fc.nat({ max: 12 }), format: fc.constantFrom('csv', 'xlsx') }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        async (rows, files, recordsRepetitions) => {
          const shows = [await freshShow(), await freshShow()];
          const cards = await freshCards(6);
          const lines: UsageLine[] = rows.map(({ card, minors, show }) => ({
            ...{ card: cards[card] ?? '', minors, showName: shows[show]?.name ?? '', day: '2026-11-19' },
          }));
          const key = ({ card, showName }: UsageLine) => `${card} ${showName}`;
          const expected = new Map<string, number>();
          for (const { seed, part, format } of files) {
            const order = lines.map((line, index) => ({ line, at: (index * 7 + seed) % 13 }));
            const some = order
              .sort((one, other) => one.at - other.at)
              .map(({ line }) => line)
              .slice(0, part);
            const times = new Map<string, number>();
            for (const line of some) times.set(key(line), (times.get(key(line)) ?? 0) + 1);
            for (const [each, count] of times) {
              const now = recordsRepetitions ? count : 1;
              expected.set(each, Math.max(expected.get(each) ?? 0, now));
            }
            const bytes = await writeWorkbook(some, { format: format as 'csv' | 'xlsx', layout: brokerLayout });
            await read(bytes, { layout: brokerLayout, recordsRepetitions });
          }
          const found = new Map<string, number>();
          for (const { id, name } of shows)
            for (const [card] of await counted(id))
              found.set(`${card} ${name}`, (found.get(`${card} ${name}`) ?? 0) + 1);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    ));

  it('change nothing in the registry that exported them, and are the same usages in another (property)', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 10 }), async (rows) => {
        const show = await freshShow({ name: `="Ilta" ${cardsMade}; osa 2` });
        const cards = await freshCards(10);
        for (const [index, { minors }] of rows.entries()) {
          const usages = [{ id: randomUUID(), card: cards[index] ?? '', minors }];
          const visit = { mode: 'report', id: randomUUID(), showId: show.id, how: 'door', usages } as const;
          await server.store.record(device, { ...visit, takenAt: '2026-11-19T16:30:00Z' } as never);
        }
        const files = new Map<string, Uint8Array>();
        const folder = { write: async (name: string, bytes: Uint8Array) => void files.set(name, bytes) };
        const handOver = { handOvers: server.store.handOvers, venueId, filter: { showId: show.id } };
        const exported = async (format: 'csv' | 'xlsx') => {
          const all = { ...handOver, files: { ...folder, remove: async () => {} }, layout: ownLayout, format };
          return files.get((await writeHandOvers(all)).at(-1)?.file ?? '') ?? Uint8Array.of();
        };
        for (const format of ['csv', 'xlsx'] as const) {
          const outcomes = await read(await exported(format), { layout: ownLayout });
          expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['known']));
        }
        expect(await counted(show.id)).toHaveLength(rows.length);
        await freshShow({ id: show.id, name: show.name }, other);
        const imports = { store: other.store, layout: ownLayout };
        const outcomes = await read(await exported('xlsx'), imports);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'recorded'));
        expect(await counted(show.id, other)).toEqual(expect.arrayContaining(await counted(show.id)));
        expect((await read(await exported('csv'), imports)).every(({ outcome }) => outcome === 'known')).toBe(true);
        expect(await counted(show.id, other)).toHaveLength(rows.length);
      }),
      { numRuns: 10 },
    ));
});

describe('a damaged file', () => {
  it('is rejected with a code, or only its good rows are recorded', async () => {
    const { results, wrong } = await runImportFuzz({ files: 400, seed: 20_261_120 });
    expect(wrong).toEqual([]);
    // The damage is of every kind, and not all of it harms.
    expect(results.read).toBeGreaterThan(50);
    expect(Object.keys(results).length).toBeGreaterThan(4);
  });
});
