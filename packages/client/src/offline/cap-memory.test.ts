import { describe, expect, it } from 'vitest';
import { createWorld, error, hamlet, settled } from '../../../../test/client/world.ts';
import type { ShowFacts } from '../admission/facts.ts';
import { watchContact } from '../registry/contact.ts';
import type { Registry } from '../registry/registry.ts';
import { memoryStorage } from '../storage/memory-storage.ts';
import { createCapMemory } from './cap-memory.ts';

/** Returns a page with this storage, whose registry returns the given show or is unreachable. */
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

describe('the cap memory', () => {
  it.each([
    ['hard', { capIsHard: true }],
    ['soft', { capIsHard: false }],
    ['none', { cap: null }],
  ] as const)('returns “%s” after a restart without a network too', async (cap, show) => {
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
  it('returns “unknown” if the device never saw the show', async () => {
    const { memory } = begin(memoryStorage());
    await settled();
    expect(memory.of(hamlet.id)).toBe('unknown');
  });
  it('returns “hard” until the storage is read', () => {
    expect(begin(memoryStorage()).memory.of(hamlet.id)).toBe('hard');
  });
  it('returns the kind that the registry returned last', async () => {
    const storage = memoryStorage();
    await begin(storage, { capIsHard: true }).refresh();
    const later = begin(storage, {});
    await later.refresh();
    await settled();
    expect(later.memory.of(hamlet.id)).toBe('soft');
  });
});
