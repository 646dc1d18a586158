import type { ShowFacts } from './admission/facts.ts';
import type { KaikuErrorCode } from './errors.ts';
import { createListeners } from './listeners.ts';
import type { Notice } from './outbox/entry.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Contact } from './registry/contact.ts';

/**
 * A use a person must look at; bears no card code, only its mask. `why` is `interrupted` (it was asked, the device
 * restarted before the answer, and it was withdrawn) or the code of the register's no.
 */
export type AttentionItem = Notice;

/** What a desk knows now. A new object for every change, the same one while nothing changes. */
export interface DeskState {
  /** The show as the register last told it; `undefined` until it has. */
  readonly show: ShowFacts | undefined;
  /** Whether the last exchange with the register went through; `undefined` before the first. */
  readonly reachable: boolean | undefined;
  /** Why it did not; `undefined` where it did. */
  readonly trouble: KaikuErrorCode | undefined;
  /** Uses and annulments kept on this device that the register has not acknowledged. */
  readonly waiting: number;
  /** Oldest first. */
  readonly attention: readonly AttentionItem[];
}

/** The state of a desk, put together from its outbox and its contact with the register. */
export interface DeskView {
  readonly state: DeskState;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export function createDeskView({
  contact,
  outbox,
  showId,
}: {
  contact: Contact;
  outbox: Outbox;
  showId: string;
}): DeskView {
  const listeners = createListeners();
  let state = look();

  function look(): DeskState {
    const { trouble } = contact;
    return {
      show: contact.show(showId),
      reachable: trouble === undefined ? undefined : trouble === null,
      trouble: trouble ?? undefined,
      waiting: outbox.waiting,
      attention: outbox.notices,
    };
  }
  function update(): void {
    const next = look();
    // By value: each answer brings a new show that says the same. All of it is plain, in one order, and short.
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    listeners.call();
  }
  const stops = [contact.subscribe(update), outbox.subscribe(update)];

  return {
    get state() {
      return state;
    },
    subscribe: listeners.add,
    close() {
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}
