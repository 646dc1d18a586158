import { describe, expect, it, vi } from 'vitest';
import { createWorld, error, hamlet } from '../../../../test/client/world.ts';
import { isSealedCode } from '../card/sealed-code.ts';
import { createInProcessLocks } from '../locks.ts';
import type { Registry, SealingKey } from '../registry/registry.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import type { Visit } from '../usage/visit.ts';
import { createSealer } from './sealer.ts';

const visit: Visit = {
  id: '019a0000-0000-7000-8000-0000000000aa',
  showId: hamlet.id,
  how: 'sold',
  takenAt: '2026-05-15T16:00:00Z',
  usages: [
    { id: '019a0000-0000-7000-8000-000000000001', card: 'A045198723', minors: 1 },
    { id: '019a0000-0000-7000-8000-000000000002', card: 'YM12345678', minors: 0 },
  ],
};

async function newKey(id: string): Promise<SealingKey> {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const bytes = await crypto.subtle.exportKey('raw', publicKey);
  return { id, publicKey: Buffer.from(bytes).toString('base64url') };
}
const [first, second] = [await newKey('first'), await newKey('second')];
const keyIdsOf = ({ usages }: Visit) => usages.map(({ card }) => card.split('.')[1]);

/** The registry's key, which a test changes. */
function setUp() {
  const given = {
    storage: memoryStorage(),
    circuit: 'closed' as 'closed' | 'open',
    fetch: vi.fn(async (): Promise<SealingKey> => first),
    steadyMs: 0,
  };
  const { environment } = createWorld(createInProcessLocks());
  const start = () =>
    createSealer({
      contact: {
        registry: { sealingKey: () => given.fetch() } as Partial<Registry> as Registry,
        get circuit() {
          return given.circuit;
        },
      },
      storage: given.storage,
      environment: { after: environment.after, clocks: () => ({ wallMs: 0, steadyMs: given.steadyMs, boot: '' }) },
      timeoutMs: 1_000,
    });
  return { given, start };
}

describe('`seal`', () => {
  it('seals each code, and leaves the rest of the visit and sealed codes as they are', async () => {
    const { start } = setUp();
    const sealer = start();
    const sealed = await sealer.seal(visit);
    expect(sealed.usages.every(({ card }) => isSealedCode(card))).toBe(true);
    const cards = visit.usages.map(({ card }) => card);
    for (const card of cards) expect(JSON.stringify(sealed)).not.toContain(card);
    expect({ ...sealed, usages: visit.usages }).toEqual(visit);
    expect(sealed.usages.map(({ id, minors }) => [id, minors])).toEqual(
      visit.usages.map(({ id, minors }) => [id, minors]),
    );
    expect(await sealer.seal(sealed)).toEqual(sealed);
  });

  it('returns the visit unchanged if the registry has no sealing key', async () => {
    const { environment } = createWorld(createInProcessLocks());
    const contact = { registry: {} as Registry, circuit: 'closed' } as const;
    const sealer = createSealer({ contact, storage: memoryStorage(), environment, timeoutMs: 1 });
    await sealer.refresh();
    expect(await sealer.seal(visit)).toBe(visit);
  });

  it('uses the stored key during an outage after a restart', async () => {
    const { given, start } = setUp();
    await start().refresh();
    given.fetch.mockRejectedValue(error('registry/unreachable'));
    const sealer = start();
    await sealer.refresh();
    expect(keyIdsOf(await sealer.seal(visit))).toEqual(['first', 'first']);
  });

  it('rejects if there is no key yet and the registry does not respond, and succeeds once it does', async () => {
    const { given, start } = setUp();
    const sealer = start();
    given.fetch.mockRejectedValueOnce(error('registry/unreachable'));
    await expect(sealer.seal(visit)).rejects.toMatchObject({ code: 'registry/unreachable', retryable: true });
    given.circuit = 'open';
    await expect(sealer.seal(visit)).rejects.toMatchObject({ code: 'registry/unreachable' });
    expect(given.fetch).toHaveBeenCalledTimes(1);
    given.circuit = 'closed';
    expect(keyIdsOf(await sealer.seal(visit))).toEqual(['first', 'first']);
  });

  it('rejects a key that is not on the curve, and fetches instead of a stored one that is damaged', async () => {
    const { given, start } = setUp();
    given.fetch.mockResolvedValueOnce({ ...first, publicKey: 'A'.repeat(87) });
    await expect(start().seal(visit)).rejects.toMatchObject({ code: 'registry/contract' });
    for (const damaged of [{ ...first, publicKey: 'A'.repeat(87) }, { id: 'first' }, 'first', null]) {
      await given.storage.keepNote('sealing-key', damaged);
      expect(keyIdsOf(await start().seal(visit))).toEqual(['first', 'first']);
    }
  });
});

describe('`refresh`', () => {
  it('takes up a new key within the hour, stores it, and does not fetch more often', async () => {
    const { given, start } = setUp();
    const sealer = start();
    await sealer.refresh();
    given.fetch.mockResolvedValue(second);
    given.steadyMs += 3_599_999;
    await sealer.refresh();
    expect(keyIdsOf(await sealer.seal(visit))).toEqual(['first', 'first']);
    expect(given.fetch).toHaveBeenCalledTimes(1);
    given.steadyMs += 1;
    await sealer.refresh();
    expect(keyIdsOf(await sealer.seal(visit))).toEqual(['second', 'second']);
    given.fetch.mockRejectedValue(error('registry/unreachable'));
    expect(keyIdsOf(await start().seal(visit))).toEqual(['second', 'second']);
  });

  it('is not waited for by `prepare` if there is a key, also a stored one', async () => {
    const { given, start } = setUp();
    const sealer = start();
    await sealer.prepare();
    expect(given.fetch).toHaveBeenCalledTimes(1);
    given.steadyMs += 3_600_000;
    given.fetch.mockReturnValue(new Promise(() => {}));
    await sealer.prepare();
    await start().prepare();
    expect(given.fetch).toHaveBeenCalledTimes(3);
    expect(keyIdsOf(await sealer.seal(visit))).toEqual(['first', 'first']);
  });

  it('replaces a stored key that someone has exchanged under the same id', async () => {
    const { given, start } = setUp();
    await given.storage.keepNote('sealing-key', { ...second, id: 'first' });
    await start().refresh();
    expect(await given.storage.note('sealing-key')).toEqual(first);
  });

  it('fetches once for two calls at the same moment', async () => {
    const { given, start } = setUp();
    const sealer = start();
    await Promise.all([sealer.refresh(), sealer.refresh()]);
    expect(given.fetch).toHaveBeenCalledTimes(1);
  });

  it('writes nothing if the key is the same', async () => {
    const { given, start } = setUp();
    await start().refresh();
    const keepNote = vi.spyOn(given.storage, 'keepNote');
    await start().refresh();
    expect(keepNote).not.toHaveBeenCalled();
  });
});
