/** The settings of the commands: where the data is, and the keys. */
import { readFileSync } from 'node:fs';
import {
  createRegistryServer,
  type DatabaseChoice,
  type PrivateSealingKey,
  type RegistryServer,
  readSealingKeys,
} from '../index.ts';

/** The environment variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the database that a folder or the environment names.
 * @throws Error if neither a folder nor a URL is given, or both are, the pooler is unknown, or the file cannot be read
 */
export function databaseOf(folder: string | undefined, env: Environment): DatabaseChoice {
  const { DATABASE_URL_FILE: file, DATABASE_POOLER: pooler, DATABASE_REPORTS_URL: reportsUrl } = env;
  const url = env.DATABASE_URL ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
  if (folder !== undefined && url !== undefined)
    throw new Error('Both --data and DATABASE_URL are set. Use only one of them.');
  if (folder !== undefined) return { kind: 'folder', path: folder };
  if (url === undefined)
    throw new Error(
      'No place for the data is set. Use --data DIR, or DATABASE_URL or DATABASE_URL_FILE in the environment.',
    );
  const database = { kind: 'postgres', url, ...(reportsUrl !== undefined && { reportsUrl }) } as const;
  if (pooler === undefined) return database;
  if (pooler === 'named-statements' || pooler === 'unnamed-statements') return { ...database, pooler };
  throw new Error(`DATABASE_POOLER must be named-statements or unnamed-statements, not '${pooler}'.`);
}

/** Returns the keys of the file that is set; `undefined` for those in the folder. @throws Error if a server has no file */
export async function sealingKeysOf(
  { kind }: DatabaseChoice,
  { SEALING_KEYS: file }: Environment,
): Promise<readonly PrivateSealingKey[] | undefined> {
  if (file !== undefined) return readSealingKeys(file);
  if (kind === 'folder') return undefined;
  throw new Error(
    'No sealing keys are set. Make a file of them with `kaiku-registry sealing-key FILE`, give each process a copy, and name ' +
      'it in SEALING_KEYS. Keep it as safe as the database, and apart from it.',
  );
}

/** Opens the data for a command that serves nothing. */
export function openStore(folder: string | undefined): Promise<RegistryServer> {
  const database = databaseOf(folder, process.env);
  return createRegistryServer({
    ...({ database, log, scenario: 'empty', keepCardsDays: 'forever' } as const),
    // Without it, the database would get a key of its own.
    ...fingerprintKeyOf(process.env),
  });
}

/** Returns the option with the key of the fingerprints, if the environment names one. */
export function fingerprintKeyOf({ FINGERPRINT_KEY: fingerprintKey }: Environment) {
  return fingerprintKey === undefined ? {} : { fingerprintKey };
}

/** Returns the database in words, without a password that its URL may contain. */
export function describe(choice: DatabaseChoice): string {
  if (choice.kind === 'folder') return `${choice.path}, flushed to the disk before each answer (PGlite)`;
  return choice.kind === 'memory' ? 'in memory, until it stops' : `PostgreSQL at ${new URL(choice.url).host}`;
}

/** Writes a line of the log. */
export function log(line: string): void {
  console.error(line);
}
