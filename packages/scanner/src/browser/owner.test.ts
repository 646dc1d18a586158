import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, createOwnerBook, ownerBook } from './owner.ts';

function claimant(name: string, log: string[]): Claim & { owns: boolean } {
  return {
    owns: false,
    gain() {
      this.owns = true;
      log.push(`+${name}`);
    },
    async lose() {
      this.owns = false;
      log.push(`-${name}`);
    },
  };
}

describe('camera and reader of a page', () => {
  it('are the first element’s, until somebody works at another', () => {
    const log: string[] = [];
    const book = createOwnerBook();
    const [one, other] = [claimant('one', log), claimant('other', log)];
    book.join(one);
    book.join(other);
    book.take(other);
    book.take(other);
    expect(log).toEqual(['+one', '-one', '+other']);
  });
  it('go over when their element goes, to one that can be seen if there is one', () => {
    const log: string[] = [];
    const book = createOwnerBook();
    const [one, hidden, seen] = [claimant('one', log), claimant('hidden', log), claimant('seen', log)];
    for (const claim of [one, seen, hidden]) book.join(claim);
    book.see(hidden, false);
    book.leave(one);
    expect(log).toEqual(['+one', '-one', '+seen']);
  });
  it('go over when their element goes out of sight, and only if another is in it', () => {
    const log: string[] = [];
    const book = createOwnerBook();
    const [one, other] = [claimant('one', log), claimant('other', log)];
    book.join(one);
    book.see(one, false);
    expect(log).toEqual(['+one']);
    book.join(other);
    expect(log).toEqual(['+one', '-one', '+other']);
    book.see(one, true);
    expect(log).toHaveLength(3);
  });
  it('are told when the one before has let go', async () => {
    const book = createOwnerBook();
    let release = () => {};
    const told: string[] = [];
    book.join({ gain() {}, lose: () => new Promise<void>((resolve) => (release = resolve)) });
    const second: Claim = { gain: (released) => void released.then(() => told.push('free')), lose: async () => {} };
    book.join(second);
    book.take(second);
    await Promise.resolve();
    expect(told).toEqual([]);
    release();
    await new Promise((resolve) => setTimeout(resolve));
    expect(told).toEqual(['free']);
  });
  it('are always exactly one’s while anybody claims them', () => {
    const step = fc.record({ act: fc.constantFrom('join', 'take', 'hide', 'show', 'leave'), who: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = createOwnerBook();
        const all = Array.from({ length: 4 }, (_, nth) => claimant(`${nth}`, []));
        const here = new Set<Claim>();
        for (const { act, who } of steps) {
          const claim = all[who];
          if (claim === undefined) continue;
          if (act === 'join' && !here.has(claim)) {
            book.join(claim);
            here.add(claim);
          }
          if (act === 'take') book.take(claim);
          if (act === 'hide' || act === 'show') book.see(claim, act === 'show');
          if (act === 'leave' && here.delete(claim)) book.leave(claim);
          const owners = all.filter(({ owns }) => owns);
          expect(owners).toHaveLength(here.size === 0 ? 0 : 1);
          for (const owner of owners) expect(here.has(owner)).toBe(true);
        }
      }),
    );
  });
  it('are in one book for all copies of this package on a page', () => {
    const page = {};
    expect(ownerBook(page)).toBe(ownerBook(page));
    expect(Object.keys(page)).toEqual([]);
  });
});
