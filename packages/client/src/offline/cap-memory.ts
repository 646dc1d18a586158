import type { ShowFacts } from '../admission/facts.ts';
import type { Contact } from '../registry/contact.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** What there is to be overrun at a show. `hard`: a matter of safety. `unknown`: this device has never been told of it. */
export type CapKind = 'hard' | 'soft' | 'none' | 'unknown';

/** What shows' caps are, also for a page that was loaded in an outage: kept beside the entries. */
export interface CapMemory {
  /** From the first call on the show is watched. */
  of(showId: string): CapKind;
  /** Resolves once it is known what an earlier life was told of the show. Never rejects. */
  known(showId: string): Promise<void>;
  close(): void;
}

interface Remembered {
  cap: CapKind;
  kept: CapKind | undefined;
  isTold: boolean;
  known: Promise<void>;
}

export function createCapMemory({
  contact,
  storage,
}: {
  readonly contact: Pick<Contact, 'show' | 'subscribe'>;
  readonly storage: Pick<OutboxStorage, 'note' | 'keepNote'>;
}): CapMemory {
  const caps = new Map<string, Remembered>();

  function begin(showId: string): Remembered {
    // Nobody is let in blindly before it is known what an earlier life was told.
    const remembered: Remembered = { cap: 'hard', kept: undefined, isTold: false, known: Promise.resolve() };
    caps.set(showId, remembered);
    const remember = (note: unknown) => {
      if (!remembered.isTold) remembered.cap = isCapKind(note) ? note : 'unknown';
    };
    remembered.known = storage.note(key(showId)).then(remember, () => remember(undefined));
    hear(showId, remembered);
    return remembered;
  }

  function hear(showId: string, remembered: Remembered): void {
    const show = contact.show(showId);
    if (show === undefined) return;
    const cap = capKindOf(show);
    remembered.isTold = true;
    remembered.cap = cap;
    if (cap === remembered.kept) return;
    remembered.kept = cap;
    storage.keepNote(key(showId), cap).catch(() => {
      remembered.kept = undefined;
    });
  }

  const stop = contact.subscribe(() => {
    for (const [showId, remembered] of caps) hear(showId, remembered);
  });

  return {
    of: (showId) => (caps.get(showId) ?? begin(showId)).cap,
    known: (showId) => (caps.get(showId) ?? begin(showId)).known,
    close: stop,
  };
}

function key(showId: string): string {
  return `cap/${showId}`;
}

export function capKindOf({ cap, capIsHard }: ShowFacts): CapKind {
  if (cap === null) return 'none';
  return capIsHard === true ? 'hard' : 'soft';
}

function isCapKind(note: unknown): note is CapKind {
  return note === 'hard' || note === 'soft' || note === 'none';
}
