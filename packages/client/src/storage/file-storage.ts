import { isKaikuError } from '../errors.ts';
import { type Entry, type KeptEntry, type NewEntry, resentEntry, unconfirmedOf } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange, isSameLease, type Lease } from './lease.ts';
import { createSqliteFile, type Sql } from './sqlite-file.ts';
import type { OutboxStorage } from './storage.ts';
import { toStorageError } from './storage-failure.ts';

/**
 * Returns a storage in a file, for Node 22.13 or later (node:sqlite, no dependency). What a call has stored survives the
 * process, `kill -9` and a power cut.
 *
 * All desks of a process may name the same file and share its entries. A second process gets an error; once the first has
 * ended, in whatever way, the file opens again at once. Only its owner can read the file, because it contains pending
 * visits. Keep it on a local disk, not on a network share, and together with `<path>-journal`. A write blocks the
 * thread for a few milliseconds, until the disk has flushed it.
 *
 * A file that is damaged or another program's causes an error and stays unchanged. If a file is removed or replaced while it
 * is in use, the next write fails. A file that was removed or restored from a backup while no process used it is not
 * detected: only a person can do that, so there is no checkpoint of it as there is for `idbStorage`. The registry detects a
 * restored file when it gets a number for the second time.
 * @param path path of the file. The file is created if it is missing; its folder must exist
 * @throws KaikuError `config/no-storage` if Node is too old, `config/invalid` if the path is wrong
 */
export function fileStorage(path: string): OutboxStorage {
  const file = createSqliteFile(path);
  const guarded = async <T>(action: string, work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw isKaikuError(cause) ? cause : toStorageError(action, cause);
    }
  };

  return {
    name: file.path,
    identity: () =>
      guarded('read the journal’s id', () => ({
        journal: file.journal(),
        seqHigh: file.read((sql) =>
          Number(sql("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").get()?.seq ?? 0),
        ),
        lost: null,
      })),
    append: (entry) =>
      guarded('store the visit', () => {
        const text = textOf(entry);
        const added = file.write((sql) => sql('INSERT INTO entries (entry) VALUES (?)').run(text));
        return Number(added.lastInsertRowid);
      }),
    change: (seq, from, to, capacityChange, kept) =>
      guarded('change the visit', () => {
        const [text, keptText] = [to && textOf(to), kept && textOf(kept.entry)];
        return file.write((sql) => {
          const stored = one<NewEntry>(sql, 'SELECT entry AS text FROM entries WHERE seq = ?', seq);
          if (stored?.stage !== from || !applyCapacity(sql, capacityChange)) return false;
          if (text === null) remove(sql, seq);
          else sql('UPDATE entries SET entry = ? WHERE seq = ?').run(text, seq);
          if (kept && keptText) putKept(sql, seq, kept.atMs, keptText);
          return true;
        });
      }),
    returnKept: (seqs, beforeMs) =>
      guarded('return what it had kept', () =>
        file.write((sql) => seqs.filter((seq) => returnKept(sql, seq, beforeMs)).length),
      ),
    eraseKept: (outside) => guarded('erase what it had kept', () => file.write((sql) => eraseKept(sql, outside))),
    entries: () => guarded('read the entries', () => file.read(entriesIn)),
    capacity: (showId) => guarded('read the capacity', () => file.read((sql) => capacityIn(sql, showId))),
    leases: () => guarded('read the leases', () => file.read(leasesIn)),
    changeLease: (showId, from, to) =>
      guarded('change the lease', () => {
        const text = to && textOf(to);
        return file.write((sql) => {
          if (!isSameLease(capacityIn(sql, showId).lease, from)) return false;
          if (text === undefined) sql('DELETE FROM leases WHERE show_id = ?').run(showId);
          else putLease(sql, showId, text);
          return true;
        });
      }),
    recount: () =>
      guarded('recount the unconfirmed visits', () =>
        file.write((sql) => {
          sql('DELETE FROM unconfirmed').run();
          for (const [showId, count] of unconfirmedOf(entriesIn(sql))) putUnconfirmed(sql, showId, count);
        }),
      ),
    note: (key) =>
      guarded('read a note', () =>
        file.read((sql) => one<unknown>(sql, 'SELECT note AS text FROM notes WHERE key = ?', key)),
      ),
    keepNote: (key, value) =>
      guarded('store a note', () => {
        const text = value === undefined ? undefined : textOf(value);
        file.write((sql) => {
          if (text === undefined) sql('DELETE FROM notes WHERE key = ?').run(key);
          else sql('INSERT OR REPLACE INTO notes (key, note) VALUES (?, ?)').run(key, text);
        });
      }),
    async forgetLoss() {},
    close: () => guarded('close the file', () => file.close()),
  };
}

/**
 * Removes an entry. SQLite overwrites a removed row, but not the copies that it left when it moved rows between pages. It
 * clears whole pages if all rows are removed at once, so do that when none are left.
 */
function remove(sql: Sql, seq: number): void {
  sql('DELETE FROM entries WHERE seq = ?').run(seq);
  if (sql('SELECT seq FROM entries LIMIT 1').get() === undefined) sql('DELETE FROM entries').run();
}

function putKept(sql: Sql, seq: number, atMs: number, entry: string): void {
  sql('INSERT OR REPLACE INTO kept (seq, at_ms, entry) VALUES (?, ?, ?)').run(seq, atMs, entry);
}

function eraseKept(sql: Sql, outside: { readonly since: number; readonly until: number } | undefined): void {
  if (outside === undefined) sql('DELETE FROM kept').run();
  else sql('DELETE FROM kept WHERE at_ms NOT BETWEEN ? AND ?').run(outside.since, outside.until);
}

/** Returns whether the entry is pending again. */
function returnKept(sql: Sql, seq: number, beforeMs: number): boolean {
  const row = sql('SELECT at_ms, entry AS text FROM kept WHERE seq = ?').get(seq);
  if (row === undefined || Number(row.at_ms) >= beforeMs) return false;
  const kept: KeptEntry = { entry: parsed(row), atMs: Number(row.at_ms) };
  const stored = one<NewEntry>(sql, 'SELECT entry AS text FROM entries WHERE seq = ?', seq);
  const to = resentEntry(kept, stored && { ...stored, seq });
  sql('DELETE FROM kept WHERE seq = ?').run(seq);
  if (to !== undefined) sql('INSERT OR REPLACE INTO entries (seq, entry) VALUES (?, ?)').run(seq, textOf(to));
  return to !== undefined;
}

function entriesIn(sql: Sql): readonly Entry[] {
  const rows = sql('SELECT seq, entry AS text FROM entries ORDER BY seq').all();
  return rows.map((row) => ({ ...parsed<NewEntry>(row), seq: Number(row.seq) }));
}

function leasesIn(sql: Sql): readonly Lease[] {
  return sql('SELECT lease AS text FROM leases')
    .all()
    .map(parsed<Lease>);
}

function capacityIn(sql: Sql, showId: string): Capacity {
  const counted = sql('SELECT count FROM unconfirmed WHERE show_id = ?').get(showId);
  return {
    lease: one<Lease>(sql, 'SELECT lease AS text FROM leases WHERE show_id = ?', showId),
    unconfirmed: Number(counted?.count ?? 0),
  };
}

/** Returns false, with nothing written, if the capacity does not suffice. */
function applyCapacity(sql: Sql, capacityChange: CapacityChange | undefined): boolean {
  if (capacityChange === undefined) return true;
  const before = capacityIn(sql, capacityChange.showId);
  const after = applyChange(before, capacityChange);
  if (after === undefined) return false;
  if (after.lease !== undefined && after.lease !== before.lease)
    putLease(sql, capacityChange.showId, textOf(after.lease));
  if (after.unconfirmed !== before.unconfirmed) putUnconfirmed(sql, capacityChange.showId, after.unconfirmed);
  return true;
}

function putLease(sql: Sql, showId: string, text: string): void {
  sql('INSERT OR REPLACE INTO leases (show_id, lease) VALUES (?, ?)').run(showId, text);
}

function putUnconfirmed(sql: Sql, showId: string, count: number): void {
  sql('INSERT OR REPLACE INTO unconfirmed (show_id, count) VALUES (?, ?)').run(showId, count);
}

function one<T>(sql: Sql, query: string, key: string | number): T | undefined {
  const row = sql(query).get(key);
  return row && parsed(row);
}

function parsed<T>({ text }: Readonly<Record<string, unknown>>): T {
  return JSON.parse(String(text));
}

/** @throws DOMException `DataCloneError` if a part is not JSON: storing half an entry is worse than storing none */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (isJson(part)) return part;
    throw new DOMException(`“${key}” cannot be stored as JSON`, 'DataCloneError');
  });
}

function isJson(part: unknown): boolean {
  if (typeof part === 'object')
    return part === null || Array.isArray(part) || Object.prototype.toString.call(part) === '[object Object]';
  return typeof part === 'number' ? Number.isFinite(part) : ['string', 'boolean', 'undefined'].includes(typeof part);
}
