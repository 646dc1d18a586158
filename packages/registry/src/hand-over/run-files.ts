import type { HandOvers } from '../store/hand-over/hand-overs.ts';
import { folderFiles, readFolderLayout } from './folder.ts';
import { confirmHandOver, type HandOverFiles, readHandOver } from './hand-over.ts';

/** Options of {@link createRunFiles}. */
export interface RunFilesOptions {
  readonly handOvers: HandOvers;
  /** The folder of the nightly files. */
  readonly folder?: string;
  /** Encrypts the files. */
  readonly password?: string;
}

const noFiles: HandOverFiles = { write: async () => {}, remove: async () => {} };

/** Returns the files that a manager fetches: in the layout of the folder, with the same bytes as its files. */
export function createRunFiles({ handOvers, folder, password }: RunFilesOptions) {
  const files = folder === undefined ? noFiles : folderFiles(folder);
  return {
    read: async (venueId: string, run: number, file: 'usages' | 'corrections') =>
      readHandOver({ handOvers, venueId, layout: await readFolderLayout(folder), format: 'xlsx', password }, run, file),
    confirm: (venueId: string, run: number) => confirmHandOver({ handOvers, files, venueId }, run),
  };
}
