import type { ShowFacts } from '../admission/facts.ts';
import type { Contact } from '../registry/contact.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** The kind of a show's cap. `hard`: must not be exceeded. `unknown`: this device has never seen the show. */
export type CapKind = 'hard' | 'soft' | 'none' | 'unknown';

/** The kinds of shows' caps, stored so that a page that was loaded in an outage knows them too. */
export interface CapMemory {
  /** Returns `hard` until the stored kind is read. The first call starts watching the show. */
  of(showId: string): CapKind;
  /** Resolves once the stored kind is read. Never rejects. */
  known(showId: string): Promise<void>;
  close(): void;
}

interface Remembered {
  cap: CapKind;
  stored: CapKind | undefined;
  isSeen: boolean;
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
    // `hard` until the stored kind is read, so that no visit is recorded offline on a guess.
    const remembered: Remembered = { cap: 'hard', stored: undefined, isSeen: false, known: Promise.resolve() };
    caps.set(showId, remembered);
    const remember = (note: unknown) => {
      if (!remembered.isSeen) remembered.cap = isCapKind(note) ? note : 'unknown';
    };
    remembered.known = storage.note(key(showId)).then(remember, () => remember(undefined));
    update(showId, remembered);
    return remembered;
  }

  function update(showId: string, remembered: Remembered): void {
    const show = contact.show(showId);
    if (show === undefined) return;
    const cap = capKindOf(show);
    remembered.isSeen = true;
    remembered.cap = cap;
    if (cap === remembered.stored) return;
    remembered.stored = cap;
    storage.keepNote(key(showId), cap).catch(() => {
      remembered.stored = undefined;
    });
  }

  const stop = contact.subscribe(() => {
    for (const [showId, remembered] of caps) update(showId, remembered);
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
