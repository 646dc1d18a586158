import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { HandOverFiles } from './hand-over.ts';

/** Returns the files of a folder, which is created if missing. Only the owner may read them. */
export function folderFiles(folder: string): HandOverFiles {
  return {
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, name);
      const draft = `${file}.part`;
      const handle = await open(draft, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
      await syncFolder(folder);
    },
    remove: (name) => rm(path.join(folder, name), { force: true }),
  };
}

/** Makes a renamed file survive a power cut. Windows does so without it, and rejects it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
