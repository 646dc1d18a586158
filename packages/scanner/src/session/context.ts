import type { Desk, EnrolledDevice } from '@kaiku/client';
import type { Emit } from '../events.ts';
import type { SessionSettings, Token } from './settings.ts';

/** What the parts of a session share. */
export interface SessionContext {
  readonly settings: SessionSettings;
  /** The page's token, or the key of an enrolled device; `undefined` until there is one. */
  readonly token: () => Token | undefined;
  /** The role of the enrolled device; `undefined` if the page has a token of its own. */
  readonly role: () => EnrolledDevice['role'] | undefined;
  readonly desk: () => Desk | undefined;
  /** Returns a desk for training; `undefined` while it is being fetched. */
  readonly createTrainingDesk: () => Desk | undefined;
  /** False while the element is asleep: cards and the clerk's acts are ignored then. */
  readonly mayAct: () => boolean;
  /** Emits an event to the page, except in training. */
  readonly emit: Emit;
  /** Returns `emit` with the decision on training made now, for work that ends later. */
  readonly emitter: () => Emit;
  /** Notifies the subscribers of the session. */
  readonly changed: () => void;
}
