import type { Desk } from '@kaiku/client';
import type { Emit } from '../events.ts';
import type { DeskSettings } from './desk-holder.ts';
import type { After } from './timer.ts';

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

/** What the parts of a session share. */
export interface SessionContext {
  readonly settings: SessionSettings;
  readonly desk: () => Desk | undefined;
  /** False while the element is asleep: cards and the clerk's acts are ignored then. */
  readonly mayAct: () => boolean;
  /** Emits an event to the page, except in training. */
  readonly emit: Emit;
  /** Returns `emit` with the decision on training made now, for work that ends later. */
  readonly emitter: () => Emit;
  /** Notifies the subscribers of the session. */
  readonly changed: () => void;
}
