import { chmodSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { v7 } from 'uuid';
import { isKaikuError, KaikuError } from '../errors.ts';

/** A statement by its text: prepared once a connection. */
export type Sql = (text: string) => StatementSync;

/** One storage's hold on a database file. What fails throws a KaikuError or what SQLite has thrown. */
export interface SqliteFile {
  /** The real path. */
  readonly path: string;
  /** The journal's id, made with the file. */
  journal(): string;
  read<T>(work: (sql: Sql) => T): T;
  /** One transaction: when this returns it is on the disk; when it throws nothing has changed. */
  write<T>(work: (sql: Sql) => T): T;
  close(): void;
}

/** “Kaik”: tells our files from other programs' databases. */
const applicationId = 0x4b61696b;
/** Of the tables below. */
const version = 1;

/** AUTOINCREMENT: no number is given twice, not even after the last entry is gone. */
const tables = `
  CREATE TABLE journal (id TEXT NOT NULL) STRICT;
  CREATE TABLE entries (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL CHECK (json_valid(entry))) STRICT;
  CREATE TABLE leases (show_id TEXT PRIMARY KEY, lease TEXT NOT NULL CHECK (json_valid(lease))) STRICT;
  CREATE TABLE unconfirmed (show_id TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
  CREATE TABLE notes (key TEXT PRIMARY KEY, note TEXT NOT NULL CHECK (json_valid(note))) STRICT;`;

/**
 * - `EXCLUSIVE`: the lock of the first transaction is kept until the file is closed, so no other process gets in. The system
 *   takes it from a process that dies, however it dies.
 * - `EXTRA`: a transaction returns after journal, folder, database and the end of the journal were flushed, in this order.
 *   A power cut before that takes it back whole; after it nothing is lost. On macOS only `fullfsync` makes the disk flush.
 * - `TRUNCATE`, not a write-ahead log. A log is several times as fast, and a till does not need that. But it is a second
 *   file, without which the first is incomplete; it appends in the middle of a sector that holds what is already
 *   acknowledged, and a cheap card may tear that at a power cut; and it keeps card codes long after their entry is gone.
 * - `secure_delete`: what is removed is overwritten, for the same reason.
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
  /** The file itself, whatever stands at its path later. */
  readonly inode: string | undefined;
}

/** What all storages of this process over one file share. */
interface Shared {
  users: number;
  connection: Connection | undefined;
  /** As of the first connection. */
  journal: string | undefined;
}

/** By real path. */
const files = new Map<string, Shared>();

/**
 * Opens at the first visit, and anew after a failure.
 * @throws KaikuError `config/no-storage` where there is no node:sqlite, `config/invalid` where the path cannot be one
 */
export function createSqliteFile(given: string): SqliteFile {
  const { DatabaseSync } = nodeSqlite();
  const file = realPathOf(given);
  let shared: Shared | undefined;
  let isClosed = false;

  function connect(): Connection {
    if (isClosed) throw refused(`The storage over ${file} has been closed.`);
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
        // What has failed is not used again. Closing takes back what was begun.
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
        // SQLite would go on in a file that nobody finds any more.
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
 * Looks before it touches: a file of another program, or of a newer version of us, is left as it is.
 * Never opens the file but by SQLite: closing it by another way would let go of the lock that SQLite has on it.
 */
function open(Database: typeof DatabaseSync, file: string, journalBefore: string | undefined): Connection {
  if (journalBefore !== undefined && inodeAt(file) === undefined) throw goneAway(file);
  const database = new Database(file);
  try {
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    const isOurs = () => pragma('application_id') === applicationId;
    if (!isOurs() && pragma('page_count') !== 0)
      throw refused(`${file} is a database of another program. It was left as it is: name another path.`);
    if (Number(pragma('user_version')) > version)
      throw refused(`${file} was written by a newer version of @kaiku/client. It was left as it is: use that version.`);
    // Before anything is in it. The journal is made with the same mode.
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
    if (typeof journal !== 'string') throw damaged(file, new Error('The journal is gone.'));
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

/** Not imported: on a Node without it this module must be importable, to say so. */
function nodeSqlite(): typeof import('node:sqlite') {
  const found: typeof import('node:sqlite') | undefined = process.getBuiltinModule?.('node:sqlite');
  if (found !== undefined) return found;
  const message =
    'fileStorage() needs node:sqlite: run Node 22.13 or later, 23.4 or later of 23. An older one can have memoryStorage(), which forgets with the process.';
  throw new KaikuError('config/no-storage', message, { retryable: false });
}

function realPathOf(given: string): string {
  if (typeof given !== 'string' || given === '') throw invalid('fileStorage() needs the path of a file.');
  const full = path.resolve(given);
  let isFile: boolean | undefined;
  let real: string;
  try {
    isFile = statSync(full, { throwIfNoEntry: false })?.isFile();
    const { dir, base } = path.parse(full);
    real = isFile === undefined ? path.join(realpathSync.native(dir), base) : realpathSync.native(full);
  } catch (cause) {
    throw invalid(`There is no folder for the file ${full}: make it first.`, cause);
  }
  if (isFile === false) throw invalid(`${full} is no file: fileStorage() needs the path of one, or of none yet.`);
  return real;
}

/** Which file stands at a path; `undefined` where none does. */
function inodeAt(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}

function explained(error: unknown, file: string): unknown {
  if (isKaikuError(error)) return error;
  // The lower byte is the kind of the error (https://sqlite.org/rescode.html).
  switch (Number((error as { errcode?: unknown }).errcode) & 0xff) {
    case 5:
      return refused(`${file} is in use by another process: only one at a time can use it. Close that one.`, error);
    case 8:
    case 14:
      return refused(`${file} cannot be opened and written: look who may write it and its folder.`, error, true);
    case 11:
      return damaged(file, error);
    case 26:
      return refused(`${file} is no database. It was left as it is: name another path.`, error);
    default:
      return error;
  }
}

function damaged(file: string, cause: unknown): KaikuError {
  const message = `${file} is damaged. It was left as it is: put it aside for whoever can read it, and begin with a new file.`;
  return refused(message, cause);
}

function goneAway(file: string): KaikuError {
  return refused(`${file} was removed or replaced while it was in use. What was not sent may be lost: begin anew.`);
}

function refused(message: string, cause?: unknown, retryable = false): KaikuError {
  return new KaikuError('outbox/storage', message, { retryable, cause });
}

function invalid(message: string, cause?: unknown): KaikuError {
  return new KaikuError('config/invalid', message, { retryable: false, cause });
}
