/** Stands for `@electric-sql/pglite` where the registry opens a database in memory (test/vitest.config.ts). */
import { readFile } from 'node:fs/promises';
import * as pglite from '@electric-sql/pglite';
import { databaseImage } from './database-image.ts';

export type { Transaction } from '@electric-sql/pglite';

export const PGlite = {
  create: async () => pglite.PGlite.create({ loadDataDir: new Blob([await readFile(databaseImage)]) }),
};
