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

describe('the camera and the reader of a page', () => {
  it('belong to the first element until a person touches another', () => {
    const log: string[] = [];
    const book = createOwnerBook();
    const [one, other] = [claimant('one', log), claimant('other', log)];
    book.join(one);
    book.join(other);
    book.take(other);
    book.take(other);
    expect(log).toEqual(['+one', '-one', '+other']);
  });
  it('pass to another element when their element leaves, to a visible one if there is one', () => {
    const log: string[] = [];
    const book = createOwnerBook();
    const [one, hidden, seen] = [claimant('one', log), claimant('hidden', log), claimant('seen', log)];
    for (const claim of [one, seen, hidden]) book.join(claim);
    book.see(hidden, false);
    book.leave(one);
    expect(log).toEqual(['+one', '-one', '+seen']);
  });
  it('pass on when their element is hidden, but only to a visible one', () => {
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
  it('are announced to the next element when the one before has released them', async () => {
    const book = createOwnerBook();
    let release = () => {};
    const freed: string[] = [];
    book.join({ gain() {}, lose: () => new Promise<void>((resolve) => (release = resolve)) });
    const second: Claim = { gain: (released) => void released.then(() => freed.push('free')), lose: async () => {} };
    book.join(second);
    book.take(second);
    await Promise.resolve();
    expect(freed).toEqual([]);
    release();
    await new Promise((resolve) => setTimeout(resolve));
    expect(freed).toEqual(['free']);
  });
  it('always have exactly one owner while an element claims them (property)', () => {
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
  it('have one arbiter for all copies of this package on a page', () => {
    const page = {};
    expect(ownerBook(page)).toBe(ownerBook(page));
    expect(Object.keys(page)).toEqual([]);
  });
});
