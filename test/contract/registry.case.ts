import { type RegistryUnderTest, registryChecks } from '@kaiku/testkit/conformance';
import { describe, expect, it } from 'vitest';
import { importSealingKey, sealCode } from '../../packages/client/src/sealing/seal-code.ts';

/** The conformance suite of the port `Registry`, and what only our own client sends: sealed codes. */
export function registryCase(kind: string, current: () => RegistryUnderTest): void {
  describe(`registry: ${kind}`, () => {
    for (const { name, run } of registryChecks) it(name, () => run(current()));

    it('counts a request with sealed codes as the same one with codes in clear', async () => {
      const { registry, show, cards, takenAt, newId } = current();
      const key = await registry.sealingKey?.();
      // A registry without a key gets no sealed codes.
      if (key === undefined) return;
      const taken = async () => (await registry.show(show)).taken;
      const before = await taken();
      const usage = { id: newId(), card: cards.others[1], minors: 0 };
      const asked = { id: newId(), showId: show, how: 'sold', takenAt, usages: [usage] } as const;
      const card = await sealCode(await importSealingKey(key), usage.card, usage.id);
      const first = await registry.record({ ...asked, usages: [{ ...usage, card }] }, 'request');
      expect(first).toMatchObject({ outcome: 'counted', flags: [] });
      const recordedAt = first.outcome === 'counted' ? first.recordedAt : '';
      expect(await registry.record(asked, 'report')).toMatchObject({ outcome: 'counted', recordedAt });
      expect(await taken()).toBe(before + 1);
      await registry.void({ visitId: asked.id, showId: show, reason: 'undone-by-clerk' });
    });
  });
}
