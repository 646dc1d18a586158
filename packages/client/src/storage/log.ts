import { createLogFiles, emptyFile, type LogFolder, type LogHandle } from './log-files.ts';

/**
 * The copy of a store: an append-only log in files of its own. A call resolves once it is flushed. Any call may reject; the
 * checksums then exclude what it had begun.
 */
export interface Log {
  /** True if it has failed permanently: open another one. */
  readonly isDead: boolean;
  /** Returns the content of all files, also those of other tabs. */
  files(): Promise<readonly Uint8Array[]>;
  /** @param revision of the record: the highest so far */
  append(record: Uint8Array<ArrayBuffer>, revision: number): Promise<void>;
  /** Writes a record that covers everything before it to an empty file. Older files are emptied afterwards. */
  restart(record: Uint8Array<ArrayBuffer>, revision: number): Promise<void>;
  close(): Promise<void>;
}

/** Notifies other tabs' logs that a whole record covers everything up to a revision. `BroadcastChannel` is one. */
export interface CoveredChannel {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(revision: number): void;
  close(): void;
}

/**
 * Opens a log in a folder. Each tab has two files: one it appends to, and an empty one to restart in. Files are not removed
 * but emptied, and the next tab uses them.
 */
export async function openLog(folder: LogFolder, covered: CoveredChannel): Promise<Log> {
  const files = createLogFiles(folder);
  let current = await files.claim();
  let spare = await files.claim();
  let size = 0;
  let last = 0;
  /** Files of dead tabs: everything in them is in the next whole record. */
  let abandoned = await files.abandoned();
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T> | T): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };

  covered.onmessage = ({ data: revision }) =>
    void inTurn(() => {
      if (size === 0 || last > revision) return;
      emptyFile(current);
      size = 0;
    }).catch(() => {});

  async function emptyOlder(revision: number): Promise<void> {
    emptyFile(spare);
    covered.postMessage(revision);
    await files.empty(abandoned);
    abandoned = await files.abandoned();
  }

  return {
    isDead: false,
    files: () =>
      inTurn(async () => {
        const own = size === 0 ? [] : [readOwn(current, size)];
        return [...own, ...(await files.readOthers())];
      }),
    append: (record, revision) =>
      inTurn(() => {
        write(current, record, size);
        size += record.length;
        last = revision;
      }),
    restart(record, revision) {
      const restarted = inTurn(() => {
        spare.truncate(0);
        write(spare, record, 0);
        [current, spare] = [spare, current];
        size = record.length;
        last = revision;
      });
      // The caller does not wait for this, but the next write does.
      void restarted.then(() => inTurn(() => emptyOlder(revision))).catch(() => {});
      return restarted;
    },
    close: () =>
      inTurn(() => {
        covered.close();
        current.close();
        spare.close();
      }),
  };
}

function write(handle: LogHandle, record: Uint8Array<ArrayBuffer>, at: number): void {
  if (handle.write(record, { at }) < record.length) throw new Error('There is no room for the copy on this device.');
  handle.flush();
}

function readOwn(handle: LogHandle, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  handle.read(bytes, { at: 0 });
  return bytes;
}
