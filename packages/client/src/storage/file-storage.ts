import { isKaikuError } from '../errors.ts';
import { type Entry, type NewEntry, unconfirmedOf } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange, isSameLease, type Lease } from './lease.ts';
import { createSqliteFile, type Sql } from './sqlite-file.ts';
import type { OutboxStorage } from './storage.ts';
import { cannot } from './storage-failure.ts';

/**
 * Entries in a file, for Node 22.13 or later (node:sqlite, no dependency): what is acknowledged survives the process,
 * `kill -9` and a power cut.
 *
 * All desks of a process may name the same file and share its entries. A second process is refused; after the first has
 * died, however it died, the file opens again at once. The file is readable by its owner only, for it holds the card codes of
 * what waits. Beside it lies `<path>-journal`: the two belong together. Keep it on a disk of the machine, not on a network
 * share. A write waits for the disk in the thread, a few milliseconds.
 *
 * A file that is damaged or not ours is refused and left as it is. One that somebody removes or replaces while it is in use
 * is noticed at the next write. Not noticed is one that was removed or put back from a copy while no process used it: no
 * browser empties this storage, only a person can, so no mirror of it is kept as `idbStorage` does. Of a copy the registry
 * learns when a number comes to it a second time.
 * @param path of the file, which is made where there is none; its folder must be there
 * @throws KaikuError `config/no-storage` where Node is too old, `config/invalid` where the path is wrong
 */
export function fileStorage(path: string): OutboxStorage {
  const file = createSqliteFile(path);
  const guarded = async <T>(what: string, work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw isKaikuError(cause) ? cause : cannot(what, cause);
    }
  };

  return {
    name: file.path,
    identity: () =>
      guarded('say what it holds', () => ({
        journal: file.journal(),
        seqHigh: file.read((sql) =>
          Number(sql("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").get()?.seq ?? 0),
        ),
        lost: null,
      })),
    append: (entry) =>
      guarded('keep the visit', () => {
        const text = textOf(entry);
        const added = file.write((sql) => sql('INSERT INTO entries (entry) VALUES (?)').run(text));
        return Number(added.lastInsertRowid);
      }),
    change: (seq, from, to, capacityChange) =>
      guarded('change the visit', () => {
        const text = to && textOf(to);
        return file.write((sql) => {
          const standing = one<NewEntry>(sql, 'SELECT entry AS text FROM entries WHERE seq = ?', seq);
          if (standing?.stage !== from || !take(sql, capacityChange)) return false;
          if (text === null) remove(sql, seq);
          else sql('UPDATE entries SET entry = ? WHERE seq = ?').run(text, seq);
          return true;
        });
      }),
    entries: () => guarded('be read', () => file.read(entriesIn)),
    capacity: (showId) => guarded('say what may be drawn on', () => file.read((sql) => capacityIn(sql, showId))),
    leases: () =>
      guarded('say what is leased', () =>
        file.read((sql) =>
          sql('SELECT lease AS text FROM leases')
            .all()
            .map(parsed<Lease>),
        ),
      ),
    changeLease: (showId, from, to) =>
      guarded('change what is leased', () => {
        const text = to && textOf(to);
        return file.write((sql) => {
          if (!isSameLease(capacityIn(sql, showId).lease, from)) return false;
          if (text === undefined) sql('DELETE FROM leases WHERE show_id = ?').run(showId);
          else putLease(sql, showId, text);
          return true;
        });
      }),
    recount: () =>
      guarded('be counted anew', () =>
        file.write((sql) => {
          sql('DELETE FROM unconfirmed').run();
          for (const [showId, count] of unconfirmedOf(entriesIn(sql))) putUnconfirmed(sql, showId, count);
        }),
      ),
    note: (key) =>
      guarded('give back a note', () =>
        file.read((sql) => one<unknown>(sql, 'SELECT note AS text FROM notes WHERE key = ?', key)),
      ),
    keepNote: (key, value) =>
      guarded('keep a note', () => {
        const text = value === undefined ? undefined : textOf(value);
        file.write((sql) => {
          if (text === undefined) sql('DELETE FROM notes WHERE key = ?').run(key);
          else sql('INSERT OR REPLACE INTO notes (key, note) VALUES (?, ?)').run(key, text);
        });
      }),
    async forgetLoss() {},
    close: () => guarded('be closed', () => file.close()),
  };
}

/**
 * SQLite overwrites what it removes, but not the copies it left behind when it moved rows from page to page. It clears whole
 * pages where all rows go at once: so, when none are left, they are removed once more.
 */
function remove(sql: Sql, seq: number): void {
  sql('DELETE FROM entries WHERE seq = ?').run(seq);
  if (sql('SELECT seq FROM entries LIMIT 1').get() === undefined) sql('DELETE FROM entries').run();
}

function entriesIn(sql: Sql): readonly Entry[] {
  const rows = sql('SELECT seq, entry AS text FROM entries ORDER BY seq').all();
  return rows.map((row) => ({ ...parsed<NewEntry>(row), seq: Number(row.seq) }));
}

function capacityIn(sql: Sql, showId: string): Capacity {
  const counted = sql('SELECT count FROM unconfirmed WHERE show_id = ?').get(showId);
  return {
    lease: one<Lease>(sql, 'SELECT lease AS text FROM leases WHERE show_id = ?', showId),
    unconfirmed: Number(counted?.count ?? 0),
  };
}

/** False where it cannot be drawn: then nothing was written. */
function take(sql: Sql, capacityChange: CapacityChange | undefined): boolean {
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

/** @throws DOMException `DataCloneError` where something of it is none of JSON's: half an entry is worse than none */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (isOfJson(part)) return part;
    throw new DOMException(`“${key}” cannot be kept as JSON`, 'DataCloneError');
  });
}

function isOfJson(part: unknown): boolean {
  if (typeof part === 'object')
    return part === null || Array.isArray(part) || Object.prototype.toString.call(part) === '[object Object]';
  return typeof part === 'number' ? Number.isFinite(part) : ['string', 'boolean', 'undefined'].includes(typeof part);
}
