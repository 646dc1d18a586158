import { closeSync, existsSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The part of Emscripten's file system that PGlite leaves without fsync. */
interface NodeFiles {
  readonly stream_ops: { fsync?: (stream: { readonly nfd?: number; readonly node: unknown }) => number };
  realPath(node: unknown): string;
}

/**
 * The files of a PGlite in a folder, which survive a power cut. PGlite 0.5.16 calls no fsync, not even with `fsync=on`. This
 * passes Emscripten's to the disk and leaves it to PostgreSQL what is flushed when. It depends on internals of PGlite, so
 * its version is pinned, and `npm test` counts the calls.
 */
class DurableFiles extends NodeFS {
  override async init(pg: PGlite, options: Parameters<NodeFS['init']>[1]) {
    const made = await super.init(pg, options);
    made.emscriptenOpts.preRun?.push((module: { readonly NODEFS: NodeFiles }) => {
      const { NODEFS: files } = module;
      files.stream_ops.fsync = ({ nfd, node }) => {
        // A folder has no descriptor.
        if (nfd === undefined) syncPath(files.realPath(node));
        else fsyncSync(nfd);
        return 0;
      };
    });
    return made;
  }
}

/** Returns the PostgreSQL of a folder. What it has committed survives a power cut. */
export async function openDurablePglite(folder: string): Promise<PGlite> {
  const root = path.resolve(folder);
  const isNew = !existsSync(path.join(root, 'PG_VERSION'));
  const options: PGliteOptions = {
    fs: new DurableFiles(root),
    // `-F` is `fsync=off`. Emscripten's fdatasync, the default of wal_sync_method, does nothing.
    startParams: [...PGlite.defaultStartParams.filter((each) => each !== '-F'), '-c', 'wal_sync_method=fsync'],
  };
  const pglite = await PGlite.create(options);
  // initdb does not flush.
  if (isNew) syncTree(root);
  return pglite;
}

/** Flushes all files of a folder, and its own entry. */
function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    syncPath(path.join(entry.parentPath, entry.name));
  for (const each of [folder, path.dirname(folder), path.dirname(path.dirname(folder))]) syncPath(each);
}

function syncPath(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
