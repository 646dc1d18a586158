import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../store/replace-file.ts';
import { type Layout, parseLayout } from '../workbook/layout.ts';
import { kaikukantaLayout } from '../workbook/layouts.ts';
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

/** Returns the layout of `layout.json` in the folder of the files; without that file, or without a folder, the programme's fields. */
export async function readFolderLayout(folder: string | undefined): Promise<Layout> {
  const file = path.join(folder ?? '', 'layout.json');
  return folder !== undefined && existsSync(file) ? parseLayout(await readFile(file, 'utf8')) : kaikukantaLayout;
}
