/** The files of a log's folder. Each tab holds exclusive handles on its own, which show other tabs that it is alive. */

/** The part of the Origin Private File System that a log needs. */
export interface LogFolder {
  keys(): AsyncIterable<string>;
  getFileHandle(name: string, options: { readonly create: boolean }): Promise<LogFile>;
}
interface LogFile {
  getFile(): Promise<Blob>;
  /** Rejects while another tab has one, and with NotSupportedError if the browser has none at all (WebKitGTK). */
  createSyncAccessHandle(): Promise<LogHandle>;
}
export interface LogHandle {
  getSize(): number;
  truncate(size: number): void;
  read(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/** More than there are ever tabs; each has two files. */
const maxFiles = 64;
/** A read fails if its tab writes to the file at the same time. */
const maxReadAttempts = 5;

export interface LogFiles {
  /** Returns an empty file that is now this tab's. */
  claim(): Promise<LogHandle>;
  /** Returns the names of files with content that belong to no open tab. */
  abandoned(): Promise<readonly string[]>;
  /** Empties files that belong to no open tab. */
  empty(names: readonly string[]): Promise<void>;
  /** Returns what is in the files of other tabs, open or not. */
  readOthers(): Promise<readonly Uint8Array[]>;
}

export function createLogFiles(folder: LogFolder): LogFiles {
  const own = new Set<string>();

  /** Returns `undefined` if the file is in use. */
  async function open(name: string): Promise<LogHandle | undefined> {
    if (own.has(name)) return undefined;
    const file = await folder.getFileHandle(name, { create: true });
    return file.createSyncAccessHandle().catch((error: unknown) => {
      if ((error as DOMException).name === 'NotSupportedError') throw error;
      return undefined;
    });
  }

  return {
    async claim() {
      for (let index = 0; index < maxFiles; index += 1) {
        const handle = await open(`${index}`);
        if (handle?.getSize() === 0) {
          own.add(`${index}`);
          return handle;
        }
        handle?.close();
      }
      throw new Error(`All ${maxFiles} files of the log are in use. Close other tabs.`);
    },
    async abandoned() {
      const found: string[] = [];
      for await (const name of folder.keys()) {
        const handle = await open(name);
        if (handle !== undefined && handle.getSize() > 0) found.push(name);
        handle?.close();
      }
      return found;
    },
    async empty(names) {
      for (const name of names) {
        const handle = await open(name);
        if (handle !== undefined) emptyFile(handle);
        handle?.close();
      }
    },
    async readOthers() {
      const files: Uint8Array[] = [];
      for await (const name of folder.keys()) {
        // Not every browser reads a file that has a handle in another way.
        if (own.has(name)) continue;
        const bytes = await read(await folder.getFileHandle(name, { create: false }));
        if (bytes.length > 0) files.push(bytes);
      }
      return files;
    },
  };
}

export function emptyFile(handle: LogHandle): void {
  handle.truncate(0);
  handle.flush();
}

async function read(file: LogFile): Promise<Uint8Array> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return new Uint8Array(await (await file.getFile()).arrayBuffer());
    } catch (error) {
      if (attempts === maxReadAttempts) throw error;
    }
  }
}
