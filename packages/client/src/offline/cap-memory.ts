import type { ShowFacts } from '../admission/facts.ts';
import type { OutboxStorage } from '../outbox/storage.ts';
import type { Contact } from '../registry/contact.ts';

/** What there is to be overrun at a show. `hard`: a matter of safety. `unknown`: this device has never been told of it. */
export type CapKind = 'hard' | 'soft' | 'none' | 'unknown';

/** What a show's cap is, also for a page that was loaded in an outage: kept beside the entries. */
export interface CapMemory {
  readonly cap: CapKind;
  close(): void;
}

export function rememberCap(
  showId: string,
  { contact, storage }: { readonly contact: Contact; readonly storage: Pick<OutboxStorage, 'note' | 'keepNote'> },
): CapMemory {
  const key = `cap/${showId}`;
  // Nobody is let in blindly before it is known what an earlier life was told.
  let cap: CapKind = 'hard';
  let kept: CapKind | undefined;
  let isTold = false;

  const remember = (note: unknown) => {
    if (!isTold) cap = isCapKind(note) ? note : 'unknown';
  };
  storage.note(key).then(remember, () => remember(undefined));

  const stop = contact.subscribe(() => {
    const show = contact.show(showId);
    if (show === undefined) return;
    isTold = true;
    cap = capKindOf(show);
    if (cap === kept) return;
    kept = cap;
    storage.keepNote(key, cap).catch(() => {
      kept = undefined;
    });
  });

  return {
    get cap() {
      return cap;
    },
    close: stop,
  };
}

export function capKindOf({ cap, capIsHard }: ShowFacts): CapKind {
  if (cap === null) return 'none';
  return capIsHard === true ? 'hard' : 'soft';
}

function isCapKind(note: unknown): note is CapKind {
  return note === 'hard' || note === 'soft' || note === 'none';
}
