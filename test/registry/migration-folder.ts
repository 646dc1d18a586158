import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../../packages/registry/src/store/migrations/', import.meta.url));

/** A copy of the registry's migrations with more of them, as a later version has. */
export interface MigrationFolder {
  readonly path: string;
  write(name: string, sql: string): Promise<void>;
  remove(): Promise<void>;
}

/** Returns a copy of the registry's migrations, only those that `isIn` takes. */
export async function copyMigrations(isIn: (name: string) => boolean = () => true): Promise<MigrationFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-migrations-'));
  await cp(own, folder, {
    recursive: true,
    filter: (file) => !file.endsWith('.sql') || isIn(path.basename(file, '.sql')),
  });
  return {
    path: folder,
    write: (name, sql) => writeFile(path.join(folder, `${name}.sql`), sql),
    remove: () => rm(folder, { recursive: true }),
  };
}
