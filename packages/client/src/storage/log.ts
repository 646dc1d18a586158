/**
 * The copy of a store: an append-only log in files of its own. Resolved means flushed. Any call may reject; what it had
 * begun is then cut off by the checksums.
 */
export interface Log {
  /** It does not work any more, and will not again: open another. */
  readonly isDead: boolean;
  /** What is in all files, those of other tabs too. */
  files(): Promise<readonly Uint8Array[]>;
  /** @param revision of the record: the highest so far */
  append(record: Uint8Array<ArrayBuffer>, revision: number): Promise<void>;
  /** Begins again in an empty file with a record that covers all before. Older files are emptied afterwards. */
  restart(record: Uint8Array<ArrayBuffer>, revision: number): Promise<void>;
  close(): Promise<void>;
}

/** The part of the Origin Private File System that a log needs. */
export interface LogFolder {
  keys(): AsyncIterable<string>;
  getFileHandle(name: string, options: { readonly create: boolean }): Promise<LogFile>;
}
interface LogFile {
  getFile(): Promise<Blob>;
  /** Rejects while another tab has one. */
  createSyncAccessHandle(): Promise<LogHandle>;
}
interface LogHandle {
  getSize(): number;
  truncate(size: number): void;
  read(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/** Tells other tabs' logs that a whole record covers everything up to a revision. `BroadcastChannel` is one. */
export interface CoveredChannel {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  postMessage(revision: number): void;
  close(): void;
}

/** More than tabs ever are: two files each. */
const maxFiles = 64;
/** A file that its tab writes to while it is read is read again. */
const maxReadings = 5;

/**
 * Opens a log in a folder. Each tab has two files for itself, whose exclusive handles tell other tabs that it lives: one it
 * appends to, and an empty one to begin again in. Files are not removed but emptied, and used by the next tab.
 */
export async function openLog(folder: LogFolder, covered: CoveredChannel): Promise<Log> {
  const own = new Set<string>();
  let current = await claim();
  let spare = await claim();
  let size = 0;
  let last = 0;
  let left = await leftByDeadTabs();
  let turn: Promise<unknown> = Promise.resolve();

  /** An empty file that nobody has. */
  async function claim(): Promise<LogHandle> {
    for (let nth = 0; nth < maxFiles; nth += 1) {
      const handle = await open(`${nth}`);
      if (handle?.getSize() === 0) {
        own.add(`${nth}`);
        return handle;
      }
      handle?.close();
    }
    throw new Error('There is no free file for a log.');
  }

  /** `undefined` if it is in use. */
  async function open(name: string): Promise<LogHandle | undefined> {
    if (own.has(name)) return undefined;
    const file = await folder.getFileHandle(name, { create: true });
    return file.createSyncAccessHandle().catch(() => undefined);
  }

  /** Names of files that have something in them and that nobody has. */
  async function leftByDeadTabs(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const name of folder.keys()) {
      const handle = await open(name);
      if (handle !== undefined && handle.getSize() > 0) found.push(name);
      handle?.close();
    }
    return found;
  }

  /** Of what was left before a whole record, nothing is needed after it. */
  async function emptyLeft(): Promise<void> {
    for (const name of left) {
      const handle = await open(name);
      if (handle !== undefined) empty(handle);
      handle?.close();
    }
    left = await leftByDeadTabs();
  }

  const inTurn = <T>(work: () => Promise<T> | T): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };

  covered.onmessage = ({ data: revision }) =>
    void inTurn(() => {
      if (size === 0 || last > revision) return;
      empty(current);
      size = 0;
    }).catch(() => {});

  return {
    isDead: false,
    files: () =>
      inTurn(async () => {
        const files: Uint8Array[] = size === 0 ? [] : [readOwn(current, size)];
        for await (const name of folder.keys()) {
          // Not every browser reads a file that has a handle in another way.
          if (own.has(name)) continue;
          const bytes = await read(await folder.getFileHandle(name, { create: false }));
          if (bytes.length > 0) files.push(bytes);
        }
        return files;
      }),
    append: (record, revision) =>
      inTurn(() => {
        write(current, record, size);
        size += record.length;
        last = revision;
      }),
    restart(record, revision) {
      const begun = inTurn(() => {
        spare.truncate(0);
        write(spare, record, 0);
        [current, spare] = [spare, current];
        size = record.length;
        last = revision;
      });
      // Nobody waits for it. Until it is done nothing else is written.
      void begun
        .then(() =>
          inTurn(async () => {
            empty(spare);
            covered.postMessage(revision);
            await emptyLeft();
          }),
        )
        .catch(() => {});
      return begun;
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
  if (handle.write(record, { at }) < record.length) throw new Error('There is no room for the copy.');
  handle.flush();
}

function empty(handle: LogHandle): void {
  handle.truncate(0);
  handle.flush();
}

function readOwn(handle: LogHandle, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  handle.read(bytes, { at: 0 });
  return bytes;
}

async function read(file: LogFile): Promise<Uint8Array> {
  for (let readings = 1; ; readings += 1) {
    try {
      return new Uint8Array(await (await file.getFile()).arrayBuffer());
    } catch (error) {
      if (readings === maxReadings) throw error;
    }
  }
}
