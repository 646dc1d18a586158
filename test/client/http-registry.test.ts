import { describe, expect, it } from 'vitest';
import { refusalOrder, rules } from '../../packages/client/src/admission/rules.ts';
import {
  card,
  counted,
  createNetwork,
  createRegistry,
  errorOf,
  json,
  known,
  problem,
  recorded,
  serverTime,
  url,
  visit,
  voided,
} from './http-registry-fixture.ts';
import { hamlet } from './world.ts';

const network = createNetwork();
const refusal = { reason: 'cap-reached', rule: rules['cap-reached'], cap: 10, remaining: 0 } as const;

const visitFlags = ['cap-reached', 'card-expired'];

describe('the HTTP registry', () => {
  it('lists the shows', async () => {
    network.answer = json({ shows: [hamlet], serverTime });
    expect(await createRegistry().shows()).toEqual([hamlet]);
  });

  it('accepts a URL with or without a trailing slash', async () => {
    network.answer = json({ shows: [], serverTime });
    await createRegistry({ url: url.slice(0, -1) }).shows();
    expect(network.requests[0]?.url).toBe(`${url}v1/shows`);
  });

  it.each(['', 'registry', 'ftp://registry.test', '//registry.test', 'javascript:alert(1)'])(
    'throws `config/invalid` for the URL %j',
    (bad) => {
      expect(() => createRegistry({ url: bad })).toThrow('must be an http(s) URL');
    },
  );

  it('returns a card, and ignores additional fields of a newer registry', async () => {
    network.answer = json({ ...known, card: { ...known.card, colour: 'red' }, news: [] });
    expect(await createRegistry().lookUp(hamlet.id, card)).toEqual({ card: known.card, earlier: null, show: hamlet });
    expect(network.requests[0]?.method).toBe('POST');
    expect(await network.requests[0]?.json()).toEqual({ card });
  });

  it('records a visit with its id as the idempotency key, and returns each flag once', async () => {
    const usages = visit.usages.map(({ id }, at) => ({ id, flags: at === 0 ? ['cap-reached'] : visitFlags }));
    network.answer = json({ ...recorded, visit: { ...counted, usages } }, 201);
    expect(await createRegistry().record(visit, 'report')).toEqual({
      outcome: 'counted',
      recordedAt: serverTime,
      flags: ['cap-reached', 'card-expired'],
      show: hamlet,
    });
    expect(network.requests[0]?.url).toBe(`${url}v1/visits`);
    expect(network.requests[0]?.headers.get('idempotency-key')).toBe(visit.id);
    expect(await network.requests[0]?.json()).toEqual({ mode: 'report', ...visit });
  });

  it('converts an unknown reason to `unknown-rule`', async () => {
    const newer = { reason: 'card-lost', rule: rules['cap-reached'] };
    network.answer = problem(409, 'registry/refused', { refusal: newer, show: hamlet });
    const unknown = { reason: 'unknown-rule', rule: rules['unknown-rule'] };
    expect(await createRegistry().record(visit, 'request')).toEqual({
      outcome: 'refused',
      refusal: unknown,
      show: hamlet,
    });
    const usages = visit.usages.map(({ id }) => ({ id, flags: ['card-lost', 'cap-reached'] }));
    network.answer = json({ ...recorded, visit: { ...counted, usages } });
    expect(await createRegistry().record(visit, 'report')).toMatchObject({ flags: ['unknown-rule', 'cap-reached'] });
  });

  it('voids a visit at the visit’s route', async () => {
    network.answer = json(voided);
    await createRegistry().void({ visitId: visit.id, showId: hamlet.id, reason: 'undone-by-clerk' });
    expect(network.requests[0]?.url).toBe(`${url}v1/visits/${visit.id}/void`);
    expect(await network.requests[0]?.json()).toEqual({ showId: hamlet.id, reason: 'undone-by-clerk' });
  });

  it('returns voided for a visit that was voided before', async () => {
    network.answer = json(voided);
    expect(await createRegistry().record(visit, 'request')).toEqual({ outcome: 'voided', show: hamlet });
  });

  it('returns a refusal as a value', async () => {
    network.answer = problem(409, 'registry/refused', { refusal, show: hamlet });
    expect(await createRegistry().record(visit, 'request')).toEqual({ outcome: 'refused', refusal, show: hamlet });
  });

  it.each(refusalOrder)('parses the refusal %s', async (reason) => {
    const reports = {
      validUntilOn: '2026-01-21',
      recordedAt: serverTime,
      how: 'sold',
      opensAt: serverTime,
      on: '2026-01-21',
      people: 6,
      agreedAbove: 5,
      max: 2,
      who: 'children',
      cap: 1,
      remaining: 0,
    };
    network.answer = problem(409, 'registry/refused', { refusal: { reason, rule: rules[reason], ...reports } });
    expect(await createRegistry().record(visit, 'request')).toMatchObject({ outcome: 'refused', refusal: { reason } });
  });

  it.each([
    ['a visit', () => createRegistry().record(visit, 'request'), { ...recorded, visit: { ...counted, id: other() } }],
    [
      'the usages of a visit',
      () => createRegistry().record(visit, 'request'),
      { ...recorded, visit: { ...counted, usages: counted.usages.slice(1) } },
    ],
    [
      'a void',
      () => createRegistry().void({ visitId: visit.id, showId: hamlet.id, reason: 'never-answered' }),
      { ...voided, visit: { ...voided.visit, id: other() } },
    ],
    [
      'a void that it did not do',
      () => createRegistry().void({ visitId: visit.id, showId: hamlet.id, reason: 'never-answered' }),
      recorded,
    ],
    ['a show', () => createRegistry().show(hamlet.id), { show: { ...hamlet, id: 'macbeth' }, serverTime }],
    ['a card', () => createRegistry().lookUp(hamlet.id, card), { ...known, show: { ...hamlet, id: 'macbeth' } }],
  ])('throws `registry/contract` for an answer about something other than %s', async (_, call, body) => {
    network.answer = json(body);
    expect(await errorOf(call())).toMatchObject({ code: 'registry/contract', retryable: true });
  });

  it('escapes the id of a show in its route', async () => {
    network.answer = json({ show: hamlet, serverTime });
    await errorOf(createRegistry().show('../usages?x=1#y'));
    expect(network.requests[0]?.url).toBe(`${url}v1/shows/..%2Fusages%3Fx%3D1%23y`);
  });
});

function other(): string {
  return '019a0000-0000-7000-8000-00000000ffff';
}
