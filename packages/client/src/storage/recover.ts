import { decodeRecords, type LogRecord } from './log-record.ts';
import { apply, type Change, type Key } from './store.ts';

/** The content of a store, from the files of its log. */
export interface Recovered {
  readonly journal: string;
  readonly revision: number;
  /** Changes to an empty store. */
  readonly content: readonly Change[];
}

/**
 * Returns the newest state of each journal in the files: its newest whole record and all later ones, in order. Leaves out a
 * journal whose records have a gap.
 */
export function recover(files: readonly Uint8Array[]): readonly Recovered[] {
  const records = files.flatMap(decodeRecords);
  const journals = new Set(records.map(({ journal }) => journal));
  return [...journals].flatMap((journal) => recoverOne(records.filter((record) => record.journal === journal)) ?? []);
}

function recoverOne(records: readonly LogRecord[]): Recovered | undefined {
  const wholes = records.filter(({ whole }) => whole);
  const start = wholes.reduce(
    (newest, record) => (record.revision > newest.revision ? record : newest),
    wholes[0] ?? noRecord,
  );
  if (start === noRecord) return undefined;
  const later = new Map(records.filter(({ whole }) => !whole).map((record) => [record.revision, record]));
  const content = new Map<Key, unknown>();
  apply(start.changes, content);
  let { revision } = start;
  for (let next = later.get(revision + 1); next !== undefined; next = later.get(revision + 1)) {
    apply(next.changes, content);
    revision = next.revision;
  }
  if (records.some((record) => record.revision > revision)) return undefined;
  return { journal: start.journal, revision, content: [...content] };
}

const noRecord: LogRecord = { journal: '', revision: -1, whole: true, changes: [] };
