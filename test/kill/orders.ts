/** Messages between the harness and the page, sent through the page's own server and never through the registry. */

/** The next command of a page, one at a time for each of its lanes. */
export type Order =
  /** Check the cards and admit their holders under this id; then, on the same decisions, once more under the id `again`. */
  | {
      readonly do: 'admit';
      readonly id: string;
      readonly cards: readonly string[];
      /** With each card, if allowed. */
      readonly minors: number;
      readonly again: string | null;
    }
  | { readonly do: 'undo'; readonly id: string }
  /** Do nothing, then request the next command. */
  | { readonly do: 'rest' };

/** What a clerk would have been shown: reported after the desk's promise has resolved, before anything else happens. */
export interface Told {
  readonly id: string;
  readonly came: Came;
  /** The final id, if the desk returned its lease and requested the visit again. */
  readonly as?: string;
  /** The error's code, if `threw`. */
  readonly code?: string;
}

export type Came = 'confirmed' | 'provisional' | 'refused' | 'undecided' | 'undone' | 'threw';

/** A page's report, answered with the lane's next command. */
export interface Report {
  /** The tab's name. */
  readonly tab: string;
  readonly show: string;
  /** The state of the database when the page started. */
  readonly found: Found;
  readonly told: readonly Told[];
  /** The kinds of the warnings on the screen. */
  readonly warnings: readonly string[];
  /** Uncaught errors of the page. */
  readonly errors: readonly string[];
}

/**
 * A database compared with its copy. `gone`: the browser has deleted it. `behind`: it has returned to an earlier
 * state.
 */
export type Found = 'new' | 'whole' | 'gone' | 'behind' | 'unopened';

/** The progress of a page that drains: pending entries, and the desk's state. */
export interface Draining {
  readonly pending: number;
  readonly state: unknown;
}

/** What is left on the device when everything should be delivered. */
export interface Remains {
  readonly journal: string | undefined;
  /** Each key and value of every object store, and of localStorage; and each file of the copy. */
  readonly stored: readonly { readonly key: unknown; readonly value: unknown }[];
  readonly pending: number;
  readonly warnings: readonly string[];
  /** The review list: visits and reasons. */
  readonly notices: readonly { readonly visitId: string; readonly why: string }[];
}

/**
 * Returns the card codes in clear in a text. A sealed code is base64url, in which a letter and eight digits follow each other
 * about once in eight million characters: in one trial of a hundred. So a code has no such character next to it.
 */
export function codesInClear(text: string): readonly string[] {
  return text.match(/(?<![\w-])[A-Z]{1,2}[0-9]{8,9}(?![\w-])/g) ?? [];
}

/** A page's options, as the query of its address. */
export interface PageOptions {
  readonly tab: string;
  readonly show: string;
  /** `admit`: runs commands. `drain`: sends what is pending, and reports what remains. */
  readonly does: 'admit' | 'drain';
  /** Number of concurrent commands, like clerks at one screen. */
  readonly lanes: number;
  /** Factor by which the desk's waits are shorter. */
  readonly haste: number;
  readonly storage: StorageKind;
}

/** The real storage, or a mutant: one that loses what it has acknowledged, or one with card codes in clear. */
export type StorageKind =
  | 'real'
  | 'without-copy'
  | 'in-clear'
  | 'removes-before-sending'
  | 'acknowledges-before-commit';

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
