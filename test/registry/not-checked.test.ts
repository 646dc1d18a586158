/** A registry of a house, which has no list of all cards: it records, and Kaikukanta checks at the import. */
import { createRegistryServer } from '@kaiku/registry';
import { beforeEach, describe, expect, it } from 'vitest';
import { firstRun } from '../../packages/registry/src/commands/first-run.ts';
import { runToken } from '../../packages/registry/src/commands/token.ts';
import { writeHandOvers } from '../../packages/registry/src/hand-over/hand-over.ts';
import { ownLayout } from '../../packages/registry/src/workbook/layouts.ts';
import { useRegistry } from './registry-fixture.ts';
import { createWire } from './wire.ts';

/** Codes that no card of the demo world has. */
let codesMade = 0;
const freshCode = () => {
  codesMade += 1;
  return `A${123_000_000 + codesMade}`;
};

describe('a registry that does not check cards', () => {
  const registry = useRegistry(
    async (options) => {
      const registryServer = await createRegistryServer({ ...options, cards: 'not-checked' });
      return { registryServer, close: () => registryServer.close() };
    },
    { unknownPerDay: 0 },
  );
  const { freshShow, visit } = registry;
  let showId: string;
  beforeEach(async () => {
    showId = await freshShow({ cap: 12 });
    registry.pass(60_000);
  });

  const flagsOf = ({ body }: { body: { visit: { usages: { flags: string[] }[] } } }) =>
    body.visit.usages.map(({ flags }) => flags);

  it('answers that a card is not checked', async () => {
    const { status, body } = await registry.wire.lookUp(showId, freshCode());
    expect([status, body.card, body.earlier]).toEqual([200, { registered: 'not-checked' }, null]);
  });

  it('records it, and flags the usage, one by one and together', async () => {
    expect(flagsOf(await registry.wire.record(visit(showId, { card: freshCode(), minors: 2 })))).toEqual([
      ['card-not-checked'],
    ]);
    const requests = Array.from({ length: 4 }, () => visit(showId, { card: freshCode() }));
    const answers = await Promise.all(requests.map((request) => registry.wire.record(request)));
    expect(answers.map(flagsOf)).toEqual(requests.map(() => [['card-not-checked']]));
    const [first] = requests;
    if (first !== undefined) expect(flagsOf(await registry.wire.record(first))).toEqual([['card-not-checked']]);
    expect((await registry.wire.show(showId)).body.show.taken).toBe(7);
  });

  it('flags a report too, with what else it breaks', async () => {
    const card = freshCode();
    const report = () => registry.wire.record(visit(showId, { card, mode: 'report' }));
    expect(flagsOf(await report())).toEqual([['card-not-checked']]);
    expect(flagsOf(await report())).toEqual([['already-recorded', 'card-not-checked']]);
  });

  it('refuses the second visit of a card, and a visit over the cap', async () => {
    const card = freshCode();
    await registry.wire.record(visit(showId, { card, minors: 10 }));
    const refusal = async (request: ReturnType<typeof visit>) => (await registry.wire.record(request)).body.refusal;
    expect((await refusal(visit(showId, { card }))).reason).toBe('already-recorded');
    expect(await refusal(visit(showId, { card: freshCode(), minors: 1 }))).toMatchObject({
      reason: 'cap-reached',
      remaining: 1,
    });
  });

  it('slows no device, however many codes it does not know', async () => {
    for (let index = 0; index < 20; index += 1)
      expect((await registry.wire.lookUp(showId, freshCode())).status).toBe(200);
    for (let index = 0; index < 10; index += 1)
      expect((await registry.wire.record(visit(showId, { card: freshCode() }))).status).toBe(201);
  });

  it('has the usage in its statistics and in the import file, and not among those to review', async () => {
    const card = freshCode();
    await registry.wire.record(visit(showId, { card, minors: 1 }));
    const { body } = await registry.wire.statistics('?by=show');
    expect(body.rows).toContainEqual(expect.objectContaining({ show: showId, usages: 1, adults: 1, children: 1 }));
    const file = await registry.wire.call('GET', `/v1/usages.csv?show=${showId}`);
    expect([file.headers.get('kaiku-to-review'), String(file.body).includes(card)]).toEqual(['0', true]);
  });

  it('answers by an imported list, with its day, and does not refuse a card that the list lacks', async () => {
    const { store } = registry.registryServer;
    const [listed, ended, none] = [freshCode(), freshCode(), freshCode()];
    const all = { listedOn: '2026-11-01', cards: [] as { code: string; validUntilOn: string }[] };
    all.cards = [
      { code: listed, validUntilOn: '2027-01-01' },
      { code: ended, validUntilOn: '2026-11-19' },
    ];
    const cards = all.cards.map((card) => ({ ...card, status: 'active' as const, minors: 1 }));
    await store.replaceCards({ listedOn: all.listedOn, cards });
    expect(await store.cardList()).toEqual({ check: 'not-checked', listedOn: '2026-11-01', cards: 2 });
    const { body } = await registry.wire.lookUp(showId, listed);
    expect(body.card).toEqual({
      ...{ registered: true, status: 'active', validUntilOn: '2027-01-01', minors: 1 },
      listedOn: '2026-11-01',
    });
    expect(flagsOf(await registry.wire.record(visit(showId, { card: listed })))).toEqual([[]]);
    expect((await registry.wire.record(visit(showId, { card: ended }))).body.refusal.reason).toBe('card-expired');
    expect((await registry.wire.lookUp(showId, none)).body.card).toEqual({ registered: 'not-checked' });
    // The next list replaces this one.
    expect(await store.replaceCards({ listedOn: '2026-11-02', cards: cards.slice(1) })).toBe(1);
    expect((await registry.wire.lookUp(showId, listed)).body.card).toEqual({ registered: 'not-checked' });
  });

  it('marks the cards that it did not check in a file with ids', async () => {
    const { store } = registry.registryServer;
    const [listed, other] = [freshCode(), freshCode()];
    const card = { code: listed, validUntilOn: '2027-01-01', status: 'active', minors: 1 } as const;
    await store.replaceCards({ listedOn: '2026-11-01', cards: [card] });
    for (const each of [listed, other]) await registry.wire.record(visit(showId, { card: each }));
    let file = new Uint8Array();
    await writeHandOvers({
      ...{ handOvers: store.handOvers, venueId: 'suvanto', filter: { showId }, layout: ownLayout, format: 'csv' },
      files: {
        async write(_, bytes) {
          file = Uint8Array.from(bytes);
        },
        remove: async () => {},
      },
    });
    const rows = new TextDecoder().decode(file).split('\r\n');
    expect(rows[0]).toMatch(/;"Kortin tarkistus"$/);
    expect(rows.find((row) => row.includes(listed))).toMatch(/;""$/);
    expect(rows.find((row) => row.includes(other))).toMatch(/;"ei tarkistettu"$/);
  });

  it('refuses cards again once it is set to `listed`', async () => {
    const { store } = registry.registryServer;
    await store.checkCards('listed');
    expect((await registry.wire.lookUp(showId, freshCode())).body.card).toEqual({ registered: false });
    await store.checkCards('not-checked');
  });
});

describe('the first run of a house', () => {
  it('makes a venue, a show of today and a device with a token, once', async () => {
    const nowMs = Date.parse('2026-11-20T15:20:00Z');
    const registryServer = await createRegistryServer({ scenario: 'empty', now: () => nowMs });
    const house = { venue: 'Hamlet-teatteri', show: 'Hamlet', cards: undefined, nowMs };
    const lines = (await firstRun(registryServer.store, house))('http://127.0.0.1:8787');
    const [token = ''] = lines.flatMap((line) => /^Token +(\S{40,})$/.exec(line)?.slice(1) ?? []);
    const wire = await createWire((request) => registryServer.app.fetch(request), token);
    const { body } = await wire.shows();
    expect(body.shows).toMatchObject([
      { id: 'first-show', name: 'Hamlet', venue: 'Hamlet-teatteri', startsAt: '2026-11-20T17:00:00.000Z' },
    ]);
    expect((await wire.lookUp('first-show', freshCode())).body.card).toEqual({ registered: 'not-checked' });
    expect(await registryServer.store.cardList()).toEqual({ check: 'not-checked', listedOn: null, cards: 0 });
    expect(lines).toContain('Show       Hamlet (first-show), begins at 19:00; add others with POST /v1/shows');
    expect((await firstRun(registryServer.store, house))('http://127.0.0.1:8787')).toEqual([]);
    await registryServer.close();
  });

  it('can be followed by another token, if that of the device is lost', async () => {
    const registryServer = await createRegistryServer({ scenario: 'empty' });
    const house = { venue: 'Talo', show: 'Hamlet', cards: undefined, nowMs: Date.now() };
    const shown = (await firstRun(registryServer.store, house))('http://127.0.0.1:8787');
    const tokenIn = (lines: readonly string[]) =>
      lines.flatMap((line) => /^Token +(\S{40,})$/.exec(line)?.slice(1) ?? [])[0] ?? '';
    const lines: string[] = [];
    const context = {
      openStore: async () => ({ store: registryServer.store, close: async () => {} }),
      print: (line: string) => void lines.push(line),
    };
    for (const args of [[], ['other-device'], ['first-device', 'x']])
      await expect(runToken(args, context)).rejects.toThrow('Name one device of the venue: first-device.');
    await runToken(['first-device'], context);
    const statusWith = async (token: string) =>
      (await (await createWire((request) => registryServer.app.fetch(request), token)).shows()).status;
    expect([await statusWith(tokenIn(shown)), await statusWith(tokenIn(lines))]).toEqual([401, 200]);
    await registryServer.close();
  });
});
