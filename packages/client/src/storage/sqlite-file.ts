import { chmodSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { v7 } from 'uuid';
import { isKaikuError, KaikuError } from '../errors.ts';

/** Returns the prepared statement of a text; prepared once for each connection. */
export type Sql = (text: string) => StatementSync;

/** One storage's access to a database file. Throws KaikuError, or what SQLite throws. */
export interface SqliteFile {
  /** The path without symbolic links. */
  readonly path: string;
  /** The journal's id, made with the file. */
  journal(): string;
  read<T>(work: (sql: Sql) => T): T;
  /** Runs one transaction. When this returns, it is on the disk; when it throws, nothing has changed. */
  write<T>(work: (sql: Sql) => T): T;
  close(): void;
}

/** “Kaik”: distinguishes our files from other programs' databases. */
const applicationId = 0x4b61696b;
/** Version of the tables below. */
const version = 1;

/** AUTOINCREMENT: no number is given twice, not even after the last entry was removed. */
const tables = `
  CREATE TABLE journal (id TEXT NOT NULL) STRICT;
  CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL CHECK (json_valid(entry))) STRICT;
  CREATE TABLE leases (show_id TEXT PRIMARY KEY, lease TEXT NOT NULL CHECK (json_valid(lease))) STRICT;
  CREATE TABLE unconfirmed (show_id TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
  CREATE TABLE kept (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, entry TEXT NOT NULL CHECK (json_valid(entry))) STRICT;
  CREATE TABLE notes (key TEXT PRIMARY KEY, note TEXT NOT NULL CHECK (json_valid(note))) STRICT;`;

/**
 * - `EXCLUSIVE`: the lock of the first transaction is held until the file is closed, so no other process has access. The
 *   system releases it if the process dies.
 * - `EXTRA`: a transaction returns after journal, folder, database and the end of the journal were flushed, in this order.
 *   A power cut before that rolls it back; after that nothing is lost. On macOS only `fullfsync` makes the disk flush.
 * - `TRUNCATE`, not a write-ahead log. A log is several times as fast, which a till does not need. But it is a second
 *   file, without which the first is incomplete; it appends in the middle of a sector that contains acknowledged
 *   data, which a cheap card may tear at a power cut; and it keeps card codes long after their entry was removed.
 * - `secure_delete`: overwrites what is removed, for the same reason.
 */
const settings = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA synchronous = EXTRA;
  PRAGMA fullfsync = ON;
  PRAGMA secure_delete = ON;`;

interface Connection {
  readonly database: DatabaseSync;
  readonly sql: Sql;
  readonly journal: string;
  /** Identifies the file, even if its path leads to another one later. */
  readonly inode: string | undefined;
}

/** The state that all storages of this process over one file share. */
interface Shared {
  users: number;
  connection: Connection | undefined;
  /** The journal's id, from the first connection on. */
  journal: string | undefined;
}

/** By real path. */
const files = new Map<string, Shared>();

/**
 * Opens the file at the first use, and again after a failure.
 * @throws KaikuError `config/no-storage` if there is no node:sqlite, `config/invalid` if the path is invalid
 */
export function createSqliteFile(given: string): SqliteFile {
  const { DatabaseSync } = nodeSqlite();
  const file = realPathOf(given);
  let shared: Shared | undefined;
  let isClosed = false;

  function connect(): Connection {
    if (isClosed) throw refused(`The storage over ${file} has been closed. Create a new one.`);
    if (shared === undefined) {
      shared = files.get(file) ?? { users: 0, connection: undefined, journal: undefined };
      shared.users += 1;
      files.set(file, shared);
    }
    shared.connection ??= open(DatabaseSync, file, shared.journal);
    shared.journal = shared.connection.journal;
    return shared.connection;
  }

  function use<T>(work: (connection: Connection) => T): T {
    let connection: Connection | undefined;
    try {
      connection = connect();
      return work(connection);
    } catch (error) {
      if (shared !== undefined && connection !== undefined && !isKaikuError(error)) {
        // Drop a connection that failed. Closing rolls back its transaction.
        shared.connection = undefined;
        connection.database.close();
      }
      throw explained(error, file);
    }
  }

  return {
    path: file,
    journal: () => use(({ journal }) => journal),
    read: (work) => use(({ sql }) => work(sql)),
    write: (work) =>
      use(({ database, sql, inode }) => {
        // SQLite would continue in a file that no path leads to.
        if (inodeAt(file) !== inode) throw goneAway(file);
        database.exec('BEGIN');
        const result = work(sql);
        database.exec('COMMIT');
        return result;
      }),
    close() {
      isClosed = true;
      if (shared === undefined) return;
      shared.users -= 1;
      if (shared.users === 0) {
        files.delete(file);
        shared.connection?.database.close();
      }
      shared = undefined;
    },
  };
}

/**
 * Opens the file, unless it is another program's or a newer version's; then it stays unchanged.
 * Opens it only through SQLite: closing any other handle of the file would release SQLite's lock.
 */
function open(Database: typeof DatabaseSync, file: string, journalBefore: string | undefined): Connection {
  if (journalBefore !== undefined && inodeAt(file) === undefined) throw goneAway(file);
  const database = new Database(file);
  try {
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    const isOurs = () => pragma('application_id') === applicationId;
    if (!isOurs() && pragma('page_count') !== 0)
      throw refused(`${file} is a database of another program, and is unchanged. Use another path.`);
    if (Number(pragma('user_version')) > version)
      throw refused(`${file} was written by a newer version of @kaiku/client, and is unchanged. Use that version.`);
    // Before the first write. SQLite creates its journal with the same mode.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    database.exec(`${settings} BEGIN EXCLUSIVE`);
    if (!isOurs()) {
      database.exec(`${tables} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`);
      database.prepare('INSERT INTO journal (id) VALUES (?)').run(v7());
    }
    database.exec('COMMIT');
    const found = pragma('quick_check(1)');
    if (found !== 'ok') throw damaged(file, new Error(String(found)));
    const journal = database.prepare('SELECT id FROM journal').get()?.id;
    if (typeof journal !== 'string') throw damaged(file, new Error('The file has no journal id.'));
    if (journalBefore !== undefined && journal !== journalBefore) throw goneAway(file);
    return { database, sql: preparedOnce(database), journal, inode: inodeAt(file) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function preparedOnce(database: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  return (text) => {
    const statement = statements.get(text) ?? database.prepare(text);
    statements.set(text, statement);
    return statement;
  };
}

/** Not a static import, so that this module loads on a Node without node:sqlite and can name the reason. */
function nodeSqlite(): typeof import('node:sqlite') {
  const found: typeof import('node:sqlite') | undefined = process.getBuiltinModule?.('node:sqlite');
  if (found !== undefined) return found;
  const message =
    'fileStorage() needs node:sqlite: use Node 22.13 or later (of 23, 23.4 or later). On an older one use memoryStorage(), which loses its data when the process ends.';
  throw new KaikuError('config/no-storage', message, { retryable: false });
}

function realPathOf(given: string): string {
  if (typeof given !== 'string' || given === '') throw invalid('fileStorage() needs the path of a file as a string.');
  const full = path.resolve(given);
  let isFile: boolean | undefined;
  let real: string;
  try {
    isFile = statSync(full, { throwIfNoEntry: false })?.isFile();
    const { dir, base } = path.parse(full);
    real = isFile === undefined ? path.join(realpathSync.native(dir), base) : realpathSync.native(full);
  } catch (cause) {
    throw invalid(`The folder of ${full} does not exist. Create it first.`, cause);
  }
  if (isFile === false) throw invalid(`${full} is not a file. Use the path of a file, existing or new.`);
  return real;
}

/** Returns what identifies the file at a path; `undefined` if there is none. */
function inodeAt(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}

function explained(error: unknown, file: string): unknown {
  if (isKaikuError(error)) return error;
  // The lower byte is the kind of the error (https://sqlite.org/rescode.html).
  switch (Number((error as { errcode?: unknown }).errcode) & 0xff) {
    case 5:
      return refused(
        `${file} is in use by another process, and only one at a time can use it. Close the other one.`,
        error,
      );
    case 8:
    case 14:
      return refused(`${file} cannot be opened for writing. Check who may write to it and to its folder.`, error, true);
    case 11:
      return damaged(file, error);
    case 26:
      return refused(`${file} is not a database, and is unchanged. Use another path.`, error);
    default:
      return error;
  }
}

function damaged(file: string, cause: unknown): KaikuError {
  const message = `${file} is damaged, and is unchanged. Keep it for a specialist, and use a new file.`;
  return refused(message, cause);
}

function goneAway(file: string): KaikuError {
  return refused(
    `${file} was removed or replaced while it was in use. Entries that were not sent may be lost. Create a new storage.`,
  );
}

function refused(message: string, cause?: unknown, retryable = false): KaikuError {
  return new KaikuError('outbox/storage', message, { retryable, cause });
}

function invalid(message: string, cause?: unknown): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false, cause });
}
