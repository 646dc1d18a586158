import type { CanaryCage } from './canary.ts';
import { type Head, prepareLedger, readHead, recall } from './ledger.ts';
import { isHopeless } from './storage-failure.ts';
import { createStrictStore, type StoreFailure } from './strict-store.ts';

/** Protocol 3.6. Each on a fresh connection: the store drops one that has failed. */
export const maxAttempts = 3;
/** No further attempt begins after so long: one that hung has cost 4 s already, and a clerk stands waiting. Guess. */
const tryAgainWithinMs = 3000;

/** One call that writes, through all its attempts. */
export interface Call<W> {
  readonly token: string;
  /** The count of writes that the last attempt found. */
  revision: number | undefined;
  /** What the last attempt wrote or would have written; set before it writes. */
  writes: W | undefined;
  /** An attempt wrote, and nobody knows its end. */
  inDoubt: boolean;
}

export interface Written {
  readonly result: number | boolean;
  readonly head: Head;
}

type Work = (store: IDBObjectStore, head: Head) => Promise<Written>;

export interface Attempts {
  /** The head as of the last transaction of this page; `undefined` before the first. */
  readonly head: Head | undefined;
  newCall<W>(): Call<W>;
  /**
   * Runs `work` in a transaction, in another on a fresh connection where it failed. Done at most once, also where the end of
   * an attempt is not known: by its token the next one finds what became of it. @throws StoreFailure
   */
  write<W>(call: Call<W>, work: Work, max: number): Promise<Written['result']>;
  /** The same for what may be done twice. */
  use<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>, max: number): Promise<T>;
  close(): Promise<void>;
}

export function createAttempts(name: string, tab: string, canary: CanaryCage): Attempts {
  let calls = 0;
  let head: Head | undefined;
  const store = createStrictStore({
    databaseName: name,
    storeName: 'journal',
    async prepare(run) {
      const before = canary.read();
      show(await run((journal) => prepareLedger(journal, before)));
    },
  });

  /** After a commit. */
  function show(next: Head): void {
    if (head?.journal === next.journal && head.tally.revision > next.tally.revision) return;
    head = next;
    const { journal, lastSeq, tally } = next;
    canary.keep({ journal, seqHigh: lastSeq, pending: tally.pending, revision: tally.revision });
  }

  async function again<T>(attempt: () => Promise<T>, max: number): Promise<T> {
    const beganMs = performance.now();
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt();
      } catch (error) {
        const isLast = attempts >= max || performance.now() - beganMs > tryAgainWithinMs;
        if (isLast || isHopeless(error)) throw error;
      }
    }
  }

  /** One attempt. Transactions that write come one after the other: whatever an earlier one did has ended when this begins. */
  async function writeOnce<W>(call: Call<W>, work: Work): Promise<Written> {
    try {
      return await store('readwrite', async (journal) => {
        const found = await readHead(journal);
        const earlier = call.revision === undefined ? undefined : recall(found.tally, call.token, call.revision);
        if (earlier === 'too-long-ago') throw new Error('It cannot be told any more whether this has been done.');
        call.inDoubt = false;
        call.writes = undefined;
        call.revision = found.tally.revision;
        return earlier === undefined ? work(journal, found) : { result: earlier, head: found };
      });
    } catch (error) {
      const { certain } = error as StoreFailure;
      if (!certain && call.writes !== undefined) call.inDoubt = true;
      if (!call.inDoubt) call.writes = undefined;
      throw error;
    }
  }

  return {
    get head() {
      return head;
    },
    newCall() {
      calls += 1;
      return { token: `${tab}/${calls}`, revision: undefined, writes: undefined, inDoubt: false };
    },
    async write(call, work, max) {
      const written = await again(() => writeOnce(call, work), max);
      show(written.head);
      return written.result;
    },
    use: (mode, work, max) => again(() => store(mode, work), max),
    close: () => store.close(),
  };
}
