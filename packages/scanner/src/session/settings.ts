import type { Desk, DeskOptions, DeviceKey, TokenSource } from '@kaiku/client';
import type { After } from './timer.ts';

/** The key of an enrolled device; otherwise its bearer token, or a function that returns one: as the client's `token`. */
export type Token = TokenSource | DeviceKey;

/** The settings of a desk that the session makes. If one changes, the session makes another desk. */
export interface OwnDeskSettings extends Required<Pick<DeskOptions, 'maxUnconfirmed' | 'leaseTickets'>> {
  /** `undefined`: by the role of the enrolled device. */
  readonly recordsAs: DeskOptions['recordsAs'] | undefined;
  readonly registry: string;
  readonly show: string;
  readonly offlinePolicy: Required<DeskOptions>['offline'];
}

/** What the page has set about its desk. */
export interface DeskSettings extends OwnDeskSettings {
  /** The page's own desk. The session uses it as it is and never closes it. */
  readonly desk: Desk | undefined;
  /** Without a desk of the page's own, the session makes one once it has a registry, a show and a token or a key of its own. */
  readonly token: Token | undefined;
  /** Work at a desk in memory. A real desk of the session still sends its pending visits. */
  readonly training: boolean;
}

/** What the page has set. Read at each use, so the element passes itself. */
export interface SessionSettings extends DeskSettings {
  /** The input methods, separated by spaces. */
  readonly sources: string;
  /** False if the page has stopped the element. */
  readonly active: boolean;
  /** Record at once if there is nothing to ask. */
  readonly auto: boolean;
  /** How long a verdict stays after a success, in milliseconds; 0: until the clerk dismisses it. */
  readonly verdictForMs: number;
  /** How long a recording may be undone, in milliseconds. */
  readonly undoForMs: number;
  readonly timer: After;
}
