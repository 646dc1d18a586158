import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../store/replace-file.ts';
import type { HandOverFiles } from './hand-over.ts';

/** Returns the files of a folder, which is created if missing. Only the owner may read them. */
export function folderFiles(folder: string): HandOverFiles {
  return {
    async write(name, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replaceFile(path.join(folder, name), bytes);
    },
    remove: (name) => rm(path.join(folder, name), { force: true }),
  };
}
