/**
 * The files of an empty PGlite database, made once for all tests: a database in memory starts from them in a quarter of the
 * processor time that it takes to create them (0.45 s instead of 1.85 s). Migrations and functions run as ever.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

export const databaseImage = fileURLToPath(new URL('../../.cache/empty-database.tar', import.meta.url));

/** Makes the image. Vitest calls it once, before the tests. */
export async function setup(): Promise<void> {
  const pglite = await PGlite.create();
  const image = await pglite.dumpDataDir('none');
  await pglite.close();
  mkdirSync(path.dirname(databaseImage), { recursive: true });
  writeFileSync(databaseImage, new Uint8Array(await image.arrayBuffer()));
}
