/**
 * Which element of a page has the camera and the reader: one at a time, or one card would be recorded by all. Also among
 * elements of different copies or versions of this package: the first to come keeps the book, under a name that all know.
 */

/** An element that would like to have camera and reader. */
export interface Claim {
  /** The camera and the reader are this one's, as soon as whoever had them has let go. */
  gain(released: Promise<unknown>): void;
  /** They are so no more. Resolves when they are let go. */
  lose(): Promise<unknown>;
}

/** Who claims, and who owns. Other versions of this package call it: what stands here stays. */
export interface OwnerBook {
  join(claim: Claim): void;
  /** Somebody has touched this one: it is the one that is worked at. */
  take(claim: Claim): void;
  /** Whether it can be seen: one that can goes before one that cannot. */
  see(claim: Claim, visible: boolean): void;
  leave(claim: Claim): void;
}

const name = Symbol.for('kaiku-scanner/owner/1');

/** The book of this page. */
export function ownerBook(page: object = globalThis): OwnerBook {
  const known = (page as { [name]?: OwnerBook })[name];
  if (known !== undefined) return known;
  const book = createOwnerBook();
  Object.defineProperty(page, name, { value: book });
  return book;
}

/** A book of its own, for tests. Guarantee: at most one owner; never none while one claims. */
export function createOwnerBook(): OwnerBook {
  /** The newest last, with whether it can be seen; before anybody has looked it may be. */
  const claims = new Map<Claim, boolean>();
  let owner: Claim | undefined;

  function hand(to: Claim | undefined): void {
    if (to === owner) return;
    const released = owner?.lose() ?? Promise.resolve();
    owner = to;
    to?.gain(released);
  }

  function choose(): void {
    if (owner !== undefined && claims.get(owner)) return;
    const seen = [...claims].reverse().find(([, visible]) => visible);
    if (seen !== undefined) hand(seen[0]);
    else if (owner === undefined) hand([...claims.keys()].at(-1));
  }

  return {
    join(claim) {
      claims.set(claim, true);
      choose();
    },
    take(claim) {
      if (claims.has(claim)) hand(claim);
    },
    see(claim, visible) {
      if (!claims.has(claim)) return;
      claims.set(claim, visible);
      choose();
    },
    leave(claim) {
      claims.delete(claim);
      if (claim !== owner) return;
      const released = claim.lose();
      owner = undefined;
      const [next] = [...claims].reverse().sort(([, a], [, b]) => Number(b) - Number(a));
      if (next === undefined) return;
      owner = next[0];
      owner.gain(released);
    },
  };
}
