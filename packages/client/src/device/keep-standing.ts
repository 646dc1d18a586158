import { isLockOut } from '../errors.ts';
import type { Contact, Standing } from '../registry/contact.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** The note of the storage. */
const noteKey = 'standing';

/** Stores what the registry last said about this device, and recalls it: a revoked till records nothing after a reload either. */
export function keepStanding(contact: Contact, storage: Pick<OutboxStorage, 'note' | 'keepNote'>): void {
  let kept: string | undefined;
  void recall();

  async function recall(): Promise<void> {
    try {
      const note = await storage.note(noteKey);
      if (!isStanding(note)) return;
      kept ??= JSON.stringify(note);
      contact.recall(note);
    } catch {
      // The next answer of the registry says it again.
    }
  }

  contact.subscribe(() => {
    // Before the first answer, and in an outage, nothing new is known.
    if (contact.failure === undefined || contact.failure === 'registry/unreachable') return;
    const standing: Standing = { lockedOut: contact.lockedOut ?? null, device: contact.device ?? null };
    const text = JSON.stringify(standing);
    if (text === kept) return;
    // A storage that nothing was ever noted in needs no note that nothing is wrong.
    if (kept === undefined && standing.lockedOut === null && standing.device === null) return;
    kept = text;
    storage.keepNote(noteKey, standing).catch(() => {
      kept = undefined;
    });
  });
}

function isStanding(note: unknown): note is Standing {
  const { lockedOut, device } = (note ?? {}) as Partial<Standing>;
  return (lockedOut === null || isLockOut(lockedOut)) && typeof device === 'object';
}
