/**
 * Decides which element of a page has the camera and the reader: only one at a time, because otherwise each would record the
 * card. Works across copies and versions of this package: the first one loaded registers the arbiter under a global symbol.
 */

/** An element that wants the camera and the reader. */
export interface Claim {
  /** This element has the camera and the reader, once `released` has settled. */
  gain(released: Promise<unknown>): void;
  /** This element no longer has them. Resolves when they are released. */
  lose(): Promise<unknown>;
}

/** The arbiter. Other versions of this package call it, so it must not change. */
export interface OwnerBook {
  /** Adds a claim. */
  join(claim: Claim): void;
  /** Gives them to this element, because a person has touched it. */
  take(claim: Claim): void;
  /** Sets whether the element is visible. A visible one has priority. */
  see(claim: Claim, visible: boolean): void;
  /** Removes a claim. */
  leave(claim: Claim): void;
}

const name = Symbol.for('kaiku-scanner/owner/1');

/** Returns the arbiter of the page. */
export function ownerBook(page: object = globalThis): OwnerBook {
  const known = (page as { [name]?: OwnerBook })[name];
  if (known !== undefined) return known;
  const book = createOwnerBook();
  Object.defineProperty(page, name, { value: book });
  return book;
}

/** Creates an arbiter, exported for tests. Guarantee: there is exactly one owner while there are claims, else none. */
export function createOwnerBook(): OwnerBook {
  /** The claims, the newest last, and whether each is visible; assumed true until `see`. */
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
