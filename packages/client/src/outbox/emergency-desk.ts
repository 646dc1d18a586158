import { promisifyRequest } from 'idb-keyval';
import { type Attempts, maxAttempts } from './attempts.ts';
import type { CanaryCage } from './canary.ts';
import type { EmergencyBuffer, Held } from './emergency.ts';
import type { Entry, NewEntry, Stage } from './entry.ts';
import type { CapacityChange } from './lease.ts';
import { everyKey, everyNumber, keys, visitIdOf } from './ledger.ts';
import { moveOver } from './move-over.ts';

/** What one page does with the emergency buffer: gives numbers, changes what is in it, and moves it over when it can. */
export interface EmergencyDesk {
  /** IndexedDB has failed this page, and no write has gone through since. */
  readonly isDown: boolean;
  /** How often a call tries: one that expects to fail does not keep a clerk waiting. */
  readonly maxAttempts: number;
  /** A write has gone through. */
  worked(): void;
  /** Puts an entry into the buffer, under `seq` or the next number. `undefined` where it has no room or no place. */
  append(entry: NewEntry, seq?: number): number | undefined;
  /** Whether a number is in the buffer, or was given there by this page. */
  holds(seq: number): boolean;
  /**
   * As the storage's, in the buffer. A draw needs IndexedDB: nothing can be taken (false), nothing given back yet (throws).
   */
  change(wanted: {
    readonly seq: number;
    readonly from: Stage;
    readonly to: NewEntry | null;
    readonly capacityChange: CapacityChange | undefined;
  }): boolean;
  /** Notes that an entry is to be what it was before a change whose end nobody knows. */
  undo(before: Entry, capacityChange: CapacityChange | undefined): void;
  /** Moves over what is in the buffer, as far as that can be done now; never rejects. */
  settle(): Promise<void>;
  /** All entries, in IndexedDB and in the buffer. */
  entries(): Promise<readonly Entry[]>;
  /** Whose visit a number was given to in an emergency in this page's life. */
  visitGiven(seq: number): string | undefined;
  journal(): string | undefined;
  /** The highest number that this page knows to have been given. */
  high(): number;
  isUsed(): boolean;
  count(): number;
}

export function createEmergencyDesk({
  buffer,
  canary,
  attempts,
}: {
  readonly buffer: EmergencyBuffer;
  readonly canary: CanaryCage;
  readonly attempts: Attempts;
}): EmergencyDesk {
  let isDown = false;
  let moving: Promise<void> | undefined;
  /** Numbers this page gave in an emergency, with what last stood there: also when another tab has moved it over. */
  const given = new Map<number, { readonly visitId: string; readonly entry: NewEntry | null }>();
  /** What IndexedDB held when it was last read. */
  let seen: readonly Entry[] | undefined;

  const isUsed = () => given.size > 0 || buffer.inUse();
  const journal = () => attempts.head?.journal ?? canary.read()?.journal;
  const attemptsNow = () => (isDown ? 1 : maxAttempts);

  function high(): number {
    const own = journal();
    const mirrored = canary.read();
    return Math.max(
      attempts.head?.lastSeq ?? 0,
      mirrored?.journal === own ? (mirrored?.seqHigh ?? 0) : 0,
      own === undefined ? 0 : buffer.high(own),
    );
  }

  function held(seq: number): Pick<Held, 'visitId' | 'entry' | 'doubt'> | undefined {
    const visitId = given.get(seq)?.visitId;
    const own = journal();
    const found = buffer
      .held()
      .find((one) => one.seq === seq && one.journal === own && (visitId === undefined || one.visitId === visitId));
    return found ?? given.get(seq);
  }

  async function move(): Promise<void> {
    if (!isUsed() || (!isDown && buffer.held().length === 0)) return;
    moving ??= moveAll()
      .catch(() => {})
      .finally(() => {
        moving = undefined;
      });
    await moving;
  }
  async function moveAll(): Promise<void> {
    let moved: readonly Held[] = [];
    const call = attempts.newCall();
    await attempts.write(
      call,
      async (store, head) => {
        moved = buffer.held();
        return { result: true, head: await moveOver(store, head, moved, Date.now()) };
      },
      attemptsNow(),
    );
    isDown = false;
    buffer.remove(moved.flatMap((one) => one.keys));
  }

  async function readBoth(): Promise<readonly Entry[]> {
    const some = isUsed() ? buffer.held() : [];
    try {
      const [found, marks] = await attempts.use(
        'readonly',
        (store) =>
          Promise.all([
            promisifyRequest<Entry[]>(store.getAll(everyNumber())),
            some.length === 0 ? [] : promisifyRequest(store.getAllKeys(everyKey('moved'))),
          ]),
        attemptsNow(),
      );
      seen = found;
      const marked = new Set(marks);
      return together(
        found,
        some.filter(({ key }) => !marked.has(keys.moved(key))),
      );
    } catch (error) {
      // What stands in a database that this page has never read must not look like nothing.
      const known = seen ?? (canary.read()?.pending === 0 ? [] : undefined);
      if (some.length === 0 || known === undefined) throw error;
      return together(known, some);
    }
  }
  function together(found: readonly Entry[], some: readonly Held[]): readonly Entry[] {
    if (some.length === 0) return found;
    const own = journal();
    const bySeq = new Map(found.map((entry) => [entry.seq, entry]));
    for (const { seq, entry, journal: of } of some) {
      if (of !== own) continue;
      if (entry === null) bySeq.delete(seq);
      else bySeq.set(seq, { ...entry, seq });
    }
    return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  return {
    get isDown() {
      return isDown;
    },
    get maxAttempts() {
      return attemptsNow();
    },
    worked() {
      isDown = false;
    },
    append(entry, number) {
      const own = journal();
      if (own === undefined) return undefined;
      const seq = number ?? high() + 1;
      const visitId = visitIdOf(entry);
      // What cannot be copied is refused here as there.
      if (!buffer.keep({ journal: own, seq, visitId, entry: structuredClone(entry) })) return undefined;
      given.set(seq, { visitId, entry: structuredClone(entry) });
      if (isDown) void move();
      isDown = true;
      return seq;
    },
    holds: (seq) => isUsed() && held(seq) !== undefined,
    change({ seq, from, to, capacityChange }) {
      const own = journal();
      const standing = held(seq);
      if (own === undefined || standing?.entry?.stage !== from) return false;
      if (capacityChange !== undefined) {
        if (isTaking(capacityChange)) return false;
        throw new Error('Nothing can be given back while IndexedDB does not work.');
      }
      const { visitId, doubt } = standing;
      const entry = structuredClone(to);
      if (!buffer.keep({ journal: own, seq, visitId, entry, doubt }))
        throw new Error('There is no room for the change.');
      if (given.has(seq)) given.set(seq, { visitId, entry });
      void move();
      return true;
    },
    undo({ seq, ...before }, capacityChange) {
      const own = journal();
      if (own === undefined) return;
      const doubt = capacityChange === undefined ? { from: before.stage } : { from: before.stage, capacityChange };
      if (buffer.keep({ journal: own, seq, visitId: visitIdOf(before), entry: before, doubt })) isDown = true;
    },
    settle: move,
    async entries() {
      await move();
      return readBoth();
    },
    visitGiven: (seq) => given.get(seq)?.visitId,
    journal,
    high,
    isUsed,
    count: () => (isUsed() ? buffer.count() : 0),
  };
}

function isTaking(capacityChange: CapacityChange): boolean {
  return capacityChange.from === 'unconfirmed' || (capacityChange.from === 'lease' && capacityChange.tickets > 0);
}
