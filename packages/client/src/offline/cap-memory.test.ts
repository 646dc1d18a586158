import { describe, expect, it } from 'vitest';
import { createWorld, error, hamlet, settled } from '../../../../test/client/world.ts';
import type { ShowFacts } from '../admission/facts.ts';
import { watchContact } from '../registry/contact.ts';
import type { Registry } from '../registry/registry.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import { createCapMemory } from './cap-memory.ts';

/** A page of a device with this storage, whose registry tells the show as it is given, or cannot be reached. */
function begin(storage: ReturnType<typeof memoryStorage>, show?: Partial<ShowFacts>) {
  const answer = async () => {
    if (show === undefined) throw error('registry/unreachable');
    return { ...hamlet, ...show };
  };
  const contact = watchContact({ show: answer } as unknown as Registry, createWorld().environment.now);
  const memory = createCapMemory({ contact, storage });
  memory.of(hamlet.id);
  return { memory, refresh: () => contact.registry.show(hamlet.id).catch(() => {}) };
}

describe('what a show’s cap is', () => {
  it.each([
    ['hard', { capIsHard: true }],
    ['soft', { capIsHard: false }],
    ['none', { cap: null }],
  ] as const)('is %s also after a restart without a network', async (cap, show) => {
    const storage = memoryStorage();
    const first = begin(storage, show);
    await first.refresh();
    expect(first.memory.of(hamlet.id)).toBe(cap);
    await settled();
    const second = begin(storage);
    await settled();
    await second.refresh();
    expect(second.memory.of(hamlet.id)).toBe(cap);
  });
  it('is unknown to a device that was never told', async () => {
    const { memory } = begin(memoryStorage());
    await settled();
    expect(memory.of(hamlet.id)).toBe('unknown');
  });
  it('is hard until the storage has answered', () => {
    expect(begin(memoryStorage()).memory.of(hamlet.id)).toBe('hard');
  });
  it('is what was told last', async () => {
    const storage = memoryStorage();
    await begin(storage, { capIsHard: true }).refresh();
    const later = begin(storage, {});
    await later.refresh();
    await settled();
    expect(later.memory.of(hamlet.id)).toBe('soft');
  });
});
