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
  it('keeps the last known state of each show, and when it arrived', async () => {
    await show();
    nowMs = 2_000;
    answer = async () => ({ ...hamlet, taken: 3 });
    await contact.registry.record({} as never, 'request');
    expect(contact.lastKnown(hamlet.id)).toMatchObject({ show: { ...hamlet, taken: 3 }, atMs: 2_000 });
  });
  it.each([
    ['requested later', 5, 1],
    ['requested earlier', 1, 5],
  ])('keeps the fuller of two answers in flight at once, here the one %s', async (_, later, earlier) => {
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
  it('keeps the answer to a visit if news requested before arrive later', async () => {
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
    'counts %s as a failure if it is retryable, and otherwise as a response',
    async (code, retryable, failure) => {
      answer = () => Promise.reject(error(code, retryable));
      await expect(show()).rejects.toMatchObject({ code });
      expect(contact.failure).toBe(failure);
      expect(contact.outSinceMs).toBe(failure === null ? undefined : 1_000);
    },
  );
  it('has the time of the first failure until the registry responds', async () => {
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
  it('converts any error of an adapter to a KaikuError', async () => {
    answer = () => Promise.reject(new TypeError('foreign'));
    await expect(show()).rejects.toMatchObject({ code: 'registry/failed', retryable: true });
    answer = () => {
      throw new TypeError('at once');
    };
    await expect(show()).rejects.toMatchObject({ code: 'registry/failed' });
  });
  it('stops at the abort even if the adapter ignores it, and opens the circuit breaker', async () => {
    answer = () => new Promise(() => {});
    const limit = new AbortController();
    const asked = show(limit.signal);
    limit.abort();
    await expect(asked).rejects.toMatchObject({ code: 'registry/unreachable' });
    expect(contact.circuit).toBe('open');
  });
  it('sends nothing if the signal aborted before', async () => {
    let begun = 0;
    answer = async () => {
      begun += 1;
      return hamlet;
    };
    await expect(show(AbortSignal.abort())).rejects.toMatchObject({ code: 'registry/unreachable' });
    expect(begun).toBe(0);
  });
  it('calls listeners after each exchange, failed or not', async () => {
    const seen: unknown[] = [];
    const stop = contact.subscribe(() => seen.push(contact.failure));
    await show();
    answer = () => Promise.reject(error('registry/busy'));
    await show().catch(() => {});
    stop();
    await show().catch(() => {});
    expect(seen).toEqual([null, 'registry/busy']);
  });
  it('is locked out until the registry responds, and stays so while it is unreachable', async () => {
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
  it('knows that the venue has no such show, until it has', async () => {
    answer = () => Promise.reject(error('registry/not-found', false));
    await show().catch(() => {});
    expect([contact.isUnknown(hamlet.id), contact.isUnknown('another')]).toEqual([true, false]);
    answer = () => Promise.reject(error('registry/unreachable'));
    await show().catch(() => {});
    expect(contact.isUnknown(hamlet.id)).toBe(true);
    answer = async () => hamlet;
    await show();
    expect(contact.isUnknown(hamlet.id)).toBe(false);
  });
  it('is not locked out if it may not revoke leases of other devices', async () => {
    const revokeLease = () => Promise.reject(error('registry/forbidden'));
    const watched = watchContact({ offline: { revokeLease } } as unknown as Registry, () => 0);
    await expect(watched.registry.offline?.revokeLease?.('lease', 'why')).rejects.toMatchObject({
      code: 'registry/forbidden',
    });
    expect([watched.lockedOut, watched.failure]).toEqual([undefined, null]);
  });
  it('has an offline part only if the registry has one', () => {
    expect(contact.registry.offline).toBeUndefined();
    const offline = { deliver: async () => ({}) };
    const watched = watchContact({ offline } as unknown as Registry, () => 0).registry.offline;
    expect(watched?.deliver).toBeTypeOf('function');
  });
});
