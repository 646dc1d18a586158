/** The part of the Origin Private File System that a log uses, in memory. The files outlive the tabs. */
import type { CoveredChannel } from '../../packages/client/src/storage/log.ts';
import type { LogFolder } from '../../packages/client/src/storage/log-files.ts';

export interface FakeOpfs {
  /** Returns the folder as a new tab sees it. */
  open(): LogFolder;
  /** Returns a tab's channel to the other tabs. */
  channel(): CoveredChannel;
  /** The bytes of each file. A test may change them. */
  readonly files: Map<string, Uint8Array>;
  /** Ends all tabs, which releases their files. */
  killTabs(): void;
  /** The failure of the next writes: wholly (`refuses`), or after half of the bytes (`tears`); or no handle at all. */
  trouble: 'none' | 'refuses' | 'tears' | 'has-no-handles';
}

export function createFakeOpfs(): FakeOpfs {
  const files = new Map<string, Uint8Array>();
  let held = new Map<string, object>();
  const channels = new Set<CoveredChannel>();
  const fake: FakeOpfs = {
    files,
    trouble: 'none',
    open: () => ({
      async *keys() {
        yield* [...files.keys()];
      },
      async getFileHandle(name, { create }) {
        if (!files.has(name)) {
          if (!create) throw new DOMException('no such file', 'NotFoundError');
          files.set(name, new Uint8Array());
        }
        return {
          getFile: async () => new Blob([new Uint8Array(files.get(name) ?? [])]),
          async createSyncAccessHandle() {
            if (fake.trouble === 'has-no-handles') throw new DOMException('no backend', 'NotSupportedError');
            if (held.has(name)) throw new DOMException('in use', 'NoModificationAllowedError');
            const mine = {};
            held.set(name, mine);
            return handleOf(name, () => held.get(name) === mine);
          },
        };
      },
    }),
    channel() {
      const channel: CoveredChannel = {
        onmessage: null,
        postMessage: (revision) =>
          queueMicrotask(() => {
            for (const other of channels)
              if (other !== channel) other.onmessage?.({ data: revision } as MessageEvent<number>);
          }),
        close: () => channels.delete(channel),
      };
      channels.add(channel);
      return channel;
    },
    killTabs() {
      held = new Map();
      channels.clear();
    },
  };

  function handleOf(name: string, isMine: () => boolean) {
    const bytes = () => {
      if (!isMine()) throw new DOMException('closed', 'InvalidStateError');
      return files.get(name) ?? new Uint8Array();
    };
    return {
      getSize: () => bytes().length,
      truncate: (size: number) => void files.set(name, bytes().slice(0, size)),
      read(into: Uint8Array, { at }: { readonly at: number }) {
        const found = bytes().subarray(at, at + into.length);
        into.set(found);
        return found.length;
      },
      write(added: Uint8Array, { at }: { readonly at: number }) {
        const before = bytes();
        if (fake.trouble === 'refuses') throw new DOMException('no room', 'QuotaExceededError');
        const part = fake.trouble === 'tears' ? added.slice(0, added.length >> 1) : added;
        const after = new Uint8Array(Math.max(before.length, at + part.length));
        after.set(before);
        after.set(part, at);
        files.set(name, after);
        return part.length;
      },
      flush: () => void bytes(),
      close() {
        if (isMine()) held.delete(name);
      },
    };
  }
  return fake;
}
