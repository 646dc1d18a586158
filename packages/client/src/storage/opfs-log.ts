import type { Log } from './log.ts';
import { toTextUrl, toWorkerUrl } from './worker-url.ts';

/** A message to the worker. */
export type LogRequest = { readonly id: number } & LogTask;
type LogTask =
  | { readonly type: 'open'; readonly name: string }
  | { readonly type: 'files' }
  | { readonly type: 'close' }
  | { readonly type: 'append' | 'restart'; readonly record: Uint8Array<ArrayBuffer>; readonly revision: number };

export type LogReply =
  | { readonly id: number; readonly files: readonly Uint8Array[] | undefined }
  | { readonly id: number; readonly failed: string };

/** A worker that has not answered, or opened the log, by then is terminated. Guesses: they take 2 and 50 ms. */
export const answerTimeoutMs = 5_000;
const openTimeoutMs = 10_000;

/** Returns the name of a database's folder. Names of databases may contain characters that names of folders may not. */
export function logFolderName(database: string): string {
  return `kaiku-log-${encodeURIComponent(database).replaceAll('.', '%2E')}`;
}

/** Opens the log of a database in this browser. Rejects if the browser or the page's policy does not allow it. */
export async function openOpfsLog(database: string): Promise<Log> {
  if (globalThis.navigator?.storage?.getDirectory === undefined || typeof Worker === 'undefined')
    throw new Error('The browser has no Origin Private File System or no workers.');
  try {
    // Keep this expression literal: bundlers find a file by the exact form. `#?no-inline` is for Vite, which would make a `data:`
    // address of a small file: a worker of such an address has no files.
    return await openLogAt(toWorkerUrl(new URL('./log-worker.js#?no-inline', import.meta.url)), database);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const { text } = await import('./log-worker-text.js');
  const address = toTextUrl(text);
  try {
    return await openLogAt(address, database);
  } finally {
    URL.revokeObjectURL(String(address));
  }
}

/** True if there is no such file, it is of another origin, or a classic script does not know its address. */
function isNotFound(error: unknown): boolean {
  return error instanceof TypeError || ['NotFoundError', 'SecurityError'].includes((error as DOMException).name);
}

async function openLogAt(address: URL, database: string): Promise<Log> {
  const worker = new Worker(address, { type: 'module' });
  const open = new Map<number, { resolve: (files: readonly Uint8Array[]) => void; reject: (why: Error) => void }>();
  let lastId = 0;
  let ended: Error | undefined;

  function end(why: Error): void {
    ended = why;
    worker.terminate();
    for (const { reject } of open.values()) reject(why);
    open.clear();
  }

  function request(task: LogTask): Promise<readonly Uint8Array[]> {
    if (ended !== undefined) return Promise.reject(ended);
    lastId += 1;
    const id = lastId;
    return new Promise<readonly Uint8Array[]>((resolve, reject) => {
      const late = () => end(new DOMException('The log’s worker does not respond.', 'TimeoutError'));
      const timer = setTimeout(late, task.type === 'open' ? openTimeoutMs : answerTimeoutMs);
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          settle(value);
        };
      open.set(id, { resolve: settled(resolve), reject: settled(reject) });
      worker.postMessage({ ...task, id } satisfies LogRequest);
    });
  }

  worker.onerror = () =>
    end(new DOMException('The log’s worker has failed, or there is none (docs/bundlers.md).', 'NotFoundError'));
  worker.onmessage = ({ data: reply }: MessageEvent<LogReply>) => {
    const pending = open.get(reply.id);
    open.delete(reply.id);
    if ('failed' in reply) pending?.reject(new Error(reply.failed));
    else pending?.resolve(reply.files ?? []);
  };

  try {
    await request({ type: 'open', name: database });
  } catch (error) {
    end(error as Error);
    throw error;
  }
  return {
    get isDead() {
      return ended !== undefined;
    },
    files: () => request({ type: 'files' }),
    append: async (record, revision) => void (await request({ type: 'append', record, revision })),
    restart: async (record, revision) => void (await request({ type: 'restart', record, revision })),
    async close() {
      // Close the files before the worker ends, so that they are free at once.
      await request({ type: 'close' }).catch(() => {});
      end(new Error('The log has been closed.'));
    },
  };
}
