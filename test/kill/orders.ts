/** What the harness and the page say to each other, out of band: on the page's own server, never through the registry. */

/** What a page is to do next, one at a time for each of its lanes. */
export type Order =
  /** Check the cards and admit their holders under this id; `again`: once more on the same decisions, under that one. */
  | {
      readonly do: 'admit';
      readonly id: string;
      readonly cards: readonly string[];
      /** That each card brings, if it may. */
      readonly minors: number;
      readonly again: string | null;
    }
  | { readonly do: 'undo'; readonly id: string }
  /** Nothing now: ask again. */
  | { readonly do: 'rest' };

/** What a clerk would have been shown by now: told after the desk's promise has resolved, before anything else is done. */
export interface Told {
  readonly id: string;
  readonly came: Came;
  /** The id it has in the end, where the desk gave leased tickets back and asked once more. */
  readonly as?: string;
  /** With `threw`: the error's code. */
  readonly code?: string;
}

export type Came = 'confirmed' | 'provisional' | 'refused' | 'undecided' | 'undone' | 'threw';

/** One page's word; answered with the lane's next order. */
export interface Report {
  /** Which of the harness's tabs this is. */
  readonly tab: string;
  readonly show: string;
  /** In what state its database was when the page began. */
  readonly found: Found;
  readonly told: readonly Told[];
  /** The kinds of the warnings that stand on the screen now. */
  readonly warnings: readonly string[];
  /** Errors of the page that nobody caught. */
  readonly errors: readonly string[];
}

/**
 * A database beside its copy: `gone` is one that the browser has deleted, `behind` one that has gone back to an earlier
 * state.
 */
export type Found = 'new' | 'whole' | 'gone' | 'behind' | 'unopened';

/** How far a page is that drains: entries that wait, and what its desk says. */
export interface Draining {
  readonly pending: number;
  readonly state: unknown;
}

/** What is left on the device when everything is said to be delivered. */
export interface Remains {
  readonly journal: string | undefined;
  /** Each key and value of every object store, and of localStorage; and each file of the copy. */
  readonly stored: readonly { readonly key: unknown; readonly value: unknown }[];
  readonly pending: number;
  readonly warnings: readonly string[];
  /** The notices for a person: of which visit, and why. */
  readonly notices: readonly { readonly visitId: string; readonly why: string }[];
}

/** How a page behaves; its address's query. */
export interface PageOptions {
  readonly tab: string;
  readonly show: string;
  /** `admit`: carries orders out. `drain`: sends what waits, and tells what remains. */
  readonly does: 'admit' | 'drain';
  /** Clerks at this screen, so to speak: orders carried out at once. */
  readonly lanes: number;
  /** The desk's waits are so many times shorter than in life. */
  readonly haste: number;
  readonly storage: StorageKind;
}

/** The real one, or a mutant that loses what it has acknowledged. */
export type StorageKind = 'real' | 'without-copy' | 'removes-before-sending' | 'acknowledges-before-commit';

export function toQuery(options: PageOptions): string {
  return new URLSearchParams(Object.entries(options).map(([key, value]) => [key, String(value)])).toString();
}

export function fromQuery(query: string): PageOptions {
  const given = new URLSearchParams(query);
  return {
    tab: given.get('tab') ?? '',
    show: given.get('show') ?? '',
    does: given.get('does') === 'drain' ? 'drain' : 'admit',
    lanes: Number(given.get('lanes')),
    haste: Number(given.get('haste')),
    storage: (given.get('storage') ?? 'real') as StorageKind,
  };
}
