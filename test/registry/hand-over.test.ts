import { randomUUID } from 'node:crypto';
import { ReturnedAnswer } from '@kaiku/client/contract';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirmHandOver,
  type HandOverFiles,
  type HandOverOptions,
  writeHandOvers,
} from '../../packages/registry/src/hand-over/hand-over.ts';
import { kaikukantaLayout } from '../../packages/registry/src/workbook/layouts.ts';
import { readWorkbook } from '../../packages/registry/src/workbook/read-workbook.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const venueId = 'suvanto';
const day = new Date('2026-11-19T00:00:00Z');
const its = { name: 'Kassa', venueName: 'Talo', role: 'till', state: 'active', shows: null } as const;
const device = { id: 'suvanto-box-office', venueId, ...its };

let server: RegistryServer;
let cardsMade = 0;
beforeAll(async () => {
  server = await createRegistryServer({ now: () => nowMs, lookUpLimits: 'none', keepCardsDays: 'forever' });
});
afterAll(() => server?.close());

/** A folder in memory that can be made to fail. */
function createFiles() {
  const files = new Map<string, Uint8Array>();
  let writesLeft = Number.POSITIVE_INFINITY;
  return {
    files,
    failAfter(writes: number) {
      writesLeft = writes;
    },
    async write(name, bytes) {
      if (writesLeft <= 0) throw new Error('The power is cut.');
      writesLeft -= 1;
      files.set(name, bytes);
    },
    async remove(name) {
      files.delete(name);
    },
  } satisfies HandOverFiles & Record<string, unknown>;
}

async function freshShow(facts = {}): Promise<string> {
  const show = { venueId, name: `Koe ${randomUUID()}`, kind: 'performance', seats: 400, cap: null } as const;
  const id = `show-${randomUUID()}`;
  await server.store.seed({ shows: [{ ...show, id, startsAt: '2026-11-19T17:00:00Z', ...facts }] });
  return id;
}

/** Records a usage of a card of its own. Returns what Kaikukanta must have of it. */
async function record(showId: string, minors = 1) {
  cardsMade += 1;
  const card = `A${700_000_000 + cardsMade}`;
  await server.store.seed({ cards: [{ code: card, status: 'active', validUntilOn: '2027-01-01', minors: 9 }] });
  const id = randomUUID();
  const usages = [{ id: randomUUID(), card, minors }] as const;
  const takenAt = new Date(nowMs).toISOString();
  const visit = { mode: 'report', id, showId, how: 'door', takenAt, usages: [...usages] } as const;
  const result = await server.store.record(device, visit as never);
  if (!('outcome' in result) || result.outcome !== 'counted') throw new Error(JSON.stringify(result));
  return { id, showId, card, minors, usageId: usages[0].id };
}

const voidVisit = (visit: { id: string; showId: string }) =>
  server.store.void(device, visit.id, { showId: visit.showId, reason: 'undone-by-clerk' } as never);

const optionsFor = (showId: string, files: HandOverFiles): HandOverOptions => ({
  ...{ handOvers: server.store.handOvers, files, venueId, filter: { showId } },
  ...{ layout: kaikukantaLayout, format: 'xlsx' },
});

async function cellsOf(bytes: Uint8Array | undefined) {
  const rows = [];
  if (bytes !== undefined) for await (const { cells } of readWorkbook(bytes, 'Kaikukortit')) rows.push(cells);
  return rows.slice(1);
}

/** Confirms every run, as a venue that has imported their files. */
async function confirmAll(files: HandOverFiles) {
  for (const { number } of await server.store.handOvers.open(venueId)) {
    expect(await confirmHandOver({ handOvers: server.store.handOvers, files, venueId }, number)).toBe(true);
  }
}

describe('a hand-over', () => {
  it('writes the usages that were not handed over yet, and the same file again', async () => {
    const showId = await freshShow({ name: 'Iltasoitto' });
    const visits = [await record(showId, 2), await record(showId, 0)];
    const files = createFiles();
    const [run] = await writeHandOvers(optionsFor(showId, files));
    expect(run).toMatchObject({ usages: 2, corrections: 0, correctionsFile: undefined });
    const first = files.files.get(run?.file ?? '') ?? Uint8Array.of();
    expect(await cellsOf(first)).toEqual(visits.map(({ card, minors }) => [card, 1, minors, 'Iltasoitto', day]));
    expect(await writeHandOvers(optionsFor(showId, files))).toEqual([run]);
    expect(Buffer.compare(first, files.files.get(run?.file ?? '') ?? Uint8Array.of())).toBe(0);
    await confirmAll(files);
    expect(files.files.size).toBe(0);
    expect(await writeHandOvers(optionsFor(showId, files))).toEqual([]);
  });

  it('lists a usage that is voided or changed after its hand-over, with its card, until that is confirmed', async () => {
    const showId = await freshShow({ name: 'Iltasoitto' });
    const visits = [await record(showId, 2), await record(showId, 3), await record(showId, 1)];
    const [voided, reduced] = visits as [(typeof visits)[0], (typeof visits)[0]];
    const files = createFiles();
    await writeHandOvers(optionsFor(showId, files));
    await voidVisit(voided);
    await server.store.void(device, reduced.id, {
      ...{ showId, reason: 'returned', usages: [{ id: reduced.usageId, minors: 1 }] },
    } as never);
    const runs = await writeHandOvers(optionsFor(showId, files));
    const last = runs.at(-1);
    expect(last).toMatchObject({ usages: 0, file: undefined, corrections: 2 });
    expect(await cellsOf(files.files.get(last?.correctionsFile ?? ''))).toEqual([
      ['Poista', voided.card, 2, 'Iltasoitto', day, '', ''],
      ['Muuta', reduced.card, 3, 'Iltasoitto', day, 1, day],
    ]);
    await confirmAll(files);
    expect((await server.store.handOvers.rows(venueId, last?.number ?? 0)).map(({ card }) => card)).toEqual([
      reduced.card,
    ]);
  });

  it('is confirmed only once its file is written and those before it are confirmed', async () => {
    const showId = await freshShow();
    const { handOvers } = server.store;
    await record(showId);
    const first = (await handOvers.create(venueId, { showId })) ?? 0;
    expect(await handOvers.confirm(venueId, first)).toBe(false);
    await record(showId);
    const files = createFiles();
    const runs = await writeHandOvers(optionsFor(showId, files));
    expect(await handOvers.confirm(venueId, runs.at(-1)?.number ?? 0)).toBe(false);
    await confirmAll(files);
  });

  it('has only what its filter selects', async () => {
    const [showId, other] = [await freshShow(), await freshShow()];
    const visits = [await record(showId), await record(other)];
    const { handOvers } = server.store;
    for (const filter of [{ from: '2026-11-20' }, { to: '2026-11-18' }, { seller: 'lippuluukku' }, { showId: 'none' }])
      expect(await handOvers.create(venueId, { showId: other, ...filter })).toBeUndefined();
    const number = (await handOvers.create(venueId, { showId, from: '2026-11-19', to: '2026-11-19' })) ?? 0;
    expect((await handOvers.rows(venueId, number)).map(({ card }) => card)).toEqual([visits[0]?.card]);
    await handOvers.written(venueId, number);
    await confirmAll(createFiles());
  });

  it('leaves out a usage that a person must review first', async () => {
    const showId = await freshShow();
    const card = 'A123450000';
    const visit = { mode: 'report', id: randomUUID(), showId, how: 'door', takenAt: new Date(nowMs).toISOString() };
    await server.store.record(device, { ...visit, usages: [{ id: randomUUID(), card, minors: 0 }] } as never);
    expect(await server.store.handOvers.create(venueId, { showId })).toBeUndefined();
    await server.store.seed({ cards: [{ code: card, status: 'active', validUntilOn: '2027-01-01', minors: 0 }] });
    expect(await server.store.handOvers.create(venueId, { showId })).toBeTypeOf('number');
    await writeHandOvers(optionsFor(showId, createFiles()));
    await confirmAll(createFiles());
  });

  it('loses the cards of its rows when their visits are anonymised', async () => {
    const showId = await freshShow();
    await record(showId);
    const number = (await server.store.handOvers.create(venueId, { showId })) ?? 0;
    await server.store.anonymise(nowMs + 1);
    expect(await server.store.handOvers.rows(venueId, number)).toEqual([]);
    await writeHandOvers(optionsFor(showId, createFiles()));
    await confirmAll(createFiles());
  });
});

describe('a usage that Kaikukanta returns', () => {
  it('is in the list until it is settled, and handed over again only if a person says so', async () => {
    const showId = await freshShow();
    const { handOvers } = server.store;
    const visits = [await record(showId), await record(showId), await record(showId)] as const;
    await writeHandOvers(optionsFor(showId, createFiles()));
    const reason = 'Tunnusta ei löydy';
    for (const { card } of visits) {
      expect(await handOvers.return(venueId, { card, day: '2026-11-19', reason })).toBe(1);
      expect(await handOvers.return(venueId, { card, reason })).toBe(1);
    }
    expect(await handOvers.return(venueId, { card: 'A000000001', reason })).toBe(0);
    await voidVisit(visits[2]);
    const listed = await handOvers.returned(venueId);
    const call = (path: string, token: string, body?: unknown) =>
      server.app.request(path, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
    const answer = ReturnedAnswer.parse(await (await call('/v1/usages/returned', arki.tokens.system)).json());
    expect(answer.usages.map(({ usageId }) => usageId)).toEqual(listed.map(({ usageId }) => usageId));
    const settle = (usageId: string, token: string = arki.tokens.manager) =>
      call(`/v1/usages/${usageId}/settle`, token, { how: 'by-hand' });
    expect((await settle(visits[1].usageId, arki.tokens.theatre)).status).toBe(403);
    expect((await settle(visits[2].usageId)).status).toBe(200);
    expect((await settle(randomUUID())).status).toBe(404);
    expect(listed.map(({ card, reason }) => [card, reason])).toEqual([
      [visits[0].card, reason],
      [visits[1].card, reason],
    ]);
    expect(await handOvers.create(venueId, { showId })).toBeUndefined();
    expect(await handOvers.settle(venueId, visits[0].usageId, 'again')).toBe(true);
    expect(await handOvers.settle(venueId, visits[0].usageId, 'again')).toBe(false);
    expect(await handOvers.settle(venueId, visits[1].usageId, 'by-hand')).toBe(true);
    const number = (await handOvers.create(venueId, { showId })) ?? 0;
    expect((await handOvers.rows(venueId, number)).map(({ card }) => card)).toEqual([visits[0].card]);
    await writeHandOvers(optionsFor(showId, createFiles()));
    await confirmAll(createFiles());
  });
});

describe('hand-overs that are interrupted', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('record' as const), minors: fc.nat({ max: 3 }) }),
    fc.record({ do: fc.constant('void' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('reduce' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('run' as const), writes: fc.nat({ max: 3 }) }),
    fc.record({ do: fc.constant('unmarked' as const) }),
    fc.record({ do: fc.constant('confirm' as const) }),
  );

  it('hand every usage over once, and correct what changed (property)', async () => {
    const { handOvers } = server.store;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const showId = await freshShow();
        const visits: { id: string; showId: string; card: string; minors: number; usageId: string; voided?: true }[] =
          [];
        const files = createFiles();
        /** What Kaikukanta has, by card, from the files that the venue has imported and the corrections it has made. */
        const kaikukanta = new Map<string, number>();
        const seen = new Map<string, Uint8Array>();
        const importAll = async () => {
          // A person sees the files and nothing else.
          for (const [name, bytes] of [...files.files].sort()) {
            for (const cells of await cellsOf(bytes)) {
              const isAdded = !name.includes('-corrections');
              const [action, card, minors, , , now] = isAdded
                ? [null, cells[0], undefined, null, null, cells[2]]
                : cells;
              expect(kaikukanta.get(String(card))).toBe(minors);
              if (action === 'Poista') kaikukanta.delete(String(card));
              else kaikukanta.set(String(card), Number(now));
            }
          }
        };
        const runOnce = async (options: HandOverOptions) => {
          await writeHandOvers(options).catch((error: Error) => expect(error.message).toMatch(/power/));
          for (const [name, bytes] of files.files) {
            // A file that was written once never changes.
            expect(Buffer.compare(bytes, seen.get(name) ?? bytes)).toBe(0);
            seen.set(name, bytes);
          }
        };
        const options = optionsFor(showId, files);
        for (const each of steps) {
          const visit = 'which' in each ? visits[each.which % Math.max(1, visits.length)] : undefined;
          if (each.do === 'record') visits.push(await record(showId, each.minors));
          else if (each.do === 'void' && visit !== undefined) {
            await voidVisit(visit);
            visit.voided = true;
          } else if (each.do === 'reduce' && visit !== undefined && visit.voided === undefined && visit.minors > 0) {
            const usages = [{ id: visit.usageId, minors: visit.minors - 1 }];
            await server.store.void(device, visit.id, { showId, reason: 'returned', usages } as never);
            visit.minors -= 1;
          } else if (each.do === 'run') {
            files.failAfter(each.writes);
            await runOnce(options);
          } else if (each.do === 'unmarked') {
            files.failAfter(Number.POSITIVE_INFINITY);
            const written = () => Promise.reject(new Error('The power is cut.'));
            await runOnce({ ...options, handOvers: { ...handOvers, written } });
          } else if (each.do === 'confirm') {
            files.failAfter(Number.POSITIVE_INFINITY);
            await runOnce(options);
            await importAll();
            await confirmAll(files);
          }
        }
        files.failAfter(Number.POSITIVE_INFINITY);
        for (let round = 0; round < 2; round += 1) {
          await runOnce(options);
          await importAll();
          await confirmAll(files);
        }
        const counted = visits.filter(({ voided }) => voided === undefined);
        expect(kaikukanta).toEqual(new Map(counted.map(({ card, minors }) => [card, minors])));
        expect(files.files.size).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
