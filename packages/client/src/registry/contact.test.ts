import { beforeEach, describe, expect, it } from 'vitest';
import { counted, error, hamlet } from '../../../../test/client/world.ts';
import { type Contact, watchContact } from './contact.ts';
import type { Registry } from './registry.ts';

let nowMs: number;
let answer: () => Promise<typeof hamlet>;
let contact: Contact;
beforeEach(() => {
  nowMs = 1_000;
  answer = async () => hamlet;
  const registry = {
    show: () => answer(),
    shows: async () => [await answer()],
    record: async () => ({ ...counted, show: await answer() }),
  };
  contact = watchContact(registry as unknown as Registry, () => nowMs);
});
const show = (signal?: AbortSignal) => contact.registry.show(hamlet.id, signal);

describe('the contact with a registry', () => {
  it('knows nothing before the first exchange', () => {
    expect([contact.failure, contact.outSinceMs, contact.show(hamlet.id), contact.circuit]).toEqual([
      undefined,
      undefined,
      undefined,
      'closed',
    ]);
  });
  it('remembers each show as it was last told, and when', async () => {
    await show();
    nowMs = 2_000;
    answer = async () => ({ ...hamlet, taken: 3 });
    await contact.registry.record({} as never, 'request');
    expect(contact.lastKnown(hamlet.id)).toMatchObject({ show: { ...hamlet, taken: 3 }, atMs: 2_000 });
  });
  it.each([
    ['that was asked for later', 5, 1],
    ['that was asked for earlier', 1, 5],
  ])('keeps the fuller of two answers under way at once, here the one %s', async (_, later, earlier) => {
    let late = (_: typeof hamlet) => {};
    answer = () =>
      new Promise((resolve) => {
        late = resolve;
      });
    const first = show();
    answer = async () => ({ ...hamlet, taken: later });
    await show();
    late({ ...hamlet, taken: earlier });
    await first;
    expect(contact.show(hamlet.id)?.taken).toBe(5);
  });
  it('lets no news begun before a visit was counted cover the answer to the visit', async () => {
    const pending: ((show: typeof hamlet) => void)[] = [];
    answer = () => new Promise((resolve) => pending.push(resolve));
    const use = show();
    const news = show();
    pending[0]?.({ ...hamlet, taken: 2 });
    await use;
    pending[1]?.({ ...hamlet, taken: 0 });
    await news;
    expect(contact.show(hamlet.id)?.taken).toBe(2);
    answer = async () => ({ ...hamlet, taken: 1 });
    await show();
    expect(contact.show(hamlet.id)?.taken).toBe(1);
  });
  it.each([
    ['registry/unreachable', true, 'registry/unreachable'],
    ['registry/busy', true, 'registry/busy'],
    ['registry/not-found', false, null],
    ['registry/invalid-request', false, null],
  ] as const)(
    'has met %s as trouble where it may pass, and as an answer where it is a no',
    async (code, retryable, failure) => {
      answer = () => Promise.reject(error(code, retryable));
      await expect(show()).rejects.toMatchObject({ code });
      expect(contact.failure).toBe(failure);
      expect(contact.outSinceMs).toBe(failure === null ? undefined : 1_000);
    },
  );
  it('is out since the first failure, until something goes through', async () => {
    answer = () => Promise.reject(error('registry/unreachable'));
    await show().catch(() => {});
    nowMs = 9_000;
    await show().catch(() => {});
    expect([contact.outSinceMs, contact.circuit]).toEqual([1_000, 'open']);
    answer = async () => hamlet;
    await show();
    expect([contact.outSinceMs, contact.failure, contact.circuit]).toEqual([undefined, null, 'open']);
    await show();
    expect(contact.circuit).toBe('closed');
  });
  it('holds an adapter to its promises: what it throws is ours, whenever it does', async () => {
    answer = () => Promise.reject(new TypeError('foreign'));
    await expect(show()).rejects.toMatchObject({ code: 'registry/failed', retryable: true });
    answer = () => {
      throw new TypeError('at once');
    };
    await expect(show()).rejects.toMatchObject({ code: 'registry/failed' });
  });
  it('is called off at once, whatever the adapter makes of it, and a clerk waits for it once', async () => {
    answer = () => new Promise(() => {});
    const limit = new AbortController();
    const asked = show(limit.signal);
    limit.abort();
    await expect(asked).rejects.toMatchObject({ code: 'registry/unreachable' });
    expect(contact.circuit).toBe('open');
  });
  it('never begins what is called off before', async () => {
    let begun = 0;
    answer = async () => {
      begun += 1;
      return hamlet;
    };
    await expect(show(AbortSignal.abort())).rejects.toMatchObject({ code: 'registry/unreachable' });
    expect(begun).toBe(0);
  });
  it('tells after each exchange, failed or not', async () => {
    const seen: unknown[] = [];
    const stop = contact.subscribe(() => seen.push(contact.failure));
    await show();
    answer = () => Promise.reject(error('registry/busy'));
    await show().catch(() => {});
    stop();
    await show().catch(() => {});
    expect(seen).toEqual([null, 'registry/busy']);
  });
  it('is locked out by a refusal until an answer, and stays so while nothing answers', async () => {
    for (const [code, retryable, lockedOut] of [
      ['registry/unauthorised', true, 'registry/unauthorised'],
      ['registry/unreachable', true, 'registry/unauthorised'],
      ['registry/forbidden', true, 'registry/forbidden'],
      ['registry/not-found', false, undefined],
    ] as const) {
      answer = () => Promise.reject(error(code, retryable));
      await show().catch(() => {});
      expect(contact.lockedOut).toBe(lockedOut);
    }
  });
  it('is not locked out because it may not take the tickets of other devices back', async () => {
    const revokeLease = () => Promise.reject(error('registry/forbidden'));
    const watched = watchContact({ offline: { revokeLease } } as unknown as Registry, () => 0);
    await expect(watched.registry.offline?.revokeLease?.('lease', 'why')).rejects.toMatchObject({
      code: 'registry/forbidden',
    });
    expect([watched.lockedOut, watched.failure]).toEqual([undefined, null]);
  });
  it('has an offline side only where the registry has one', () => {
    expect(contact.registry.offline).toBeUndefined();
    const offline = { deliver: async () => ({}) };
    const watched = watchContact({ offline } as unknown as Registry, () => 0).registry.offline;
    expect(watched?.deliver).toBeTypeOf('function');
  });
});
