import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Day, type Flag, helsinkiDay, helsinkiTimeMs, type UsageHow } from '@kaiku/client/admission';
import { type ImportResult, importBatchSize } from '../store/imports/import-usages.ts';
import type { Store } from '../store/store.ts';
import type { Layout } from '../workbook/layout.ts';
import { type DraftLine, readLines, type WrongRow } from '../workbook/read-lines.ts';
import { createShowMatcher, type MatchedLine } from './match-shows.ts';

/** What an import does with a row. Each row that is not a total or a heading has one. */
export type RowOutcome =
  | ({ readonly row: number } & ImportResult)
  /** The file has the same card, show and day before, in this row. */
  | { readonly row: number; readonly outcome: 'repeated'; readonly sameAs: number }
  | ({ readonly outcome: 'wrong' } & WrongRow);

/** Options of {@link importFile}. */
export interface ImportFileOptions {
  readonly store: Pick<Store, 'imports'>;
  readonly now: () => number;
  readonly venueId: string;
  readonly layout: Layout;
  /** Every row is of this show, so the file needs no names. */
  readonly showId?: string | undefined;
  /** How the tickets were given out: `door` for a paper form, `sold` for a sales report. */
  readonly how: UsageHow;
  /** Only returns what an import would do. */
  readonly isDryRun: boolean;
  /** Also records a card's second usage of a show and day. Otherwise each is listed, and not recorded. */
  readonly recordsRepetitions?: boolean;
  /** Called after each batch with the rows that are done, and with all. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Imports the usages of a workbook or a CSV file, each for its own day. Returns the outcome of each row, in the order of
 * the file. A row is recorded or not, never in part. It may be interrupted and repeated, and the file may come again in any
 * order, with more rows or fewer: each usage is counted once.
 * @throws WorkbookError if the file as a whole cannot be read. Then nothing is recorded.
 */
export async function importFile(bytes: Uint8Array, options: ImportFileOptions): Promise<readonly RowOutcome[]> {
  const { store, venueId, layout, showId, now } = options;
  const { lines, wrong } = await readLines(bytes, layout);
  const outcomes: RowOutcome[] = wrong.map((row) => ({ outcome: 'wrong', ...row }));
  const match = createShowMatcher(await store.imports.shows(venueId, periodOf(lines)), {
    only: showId,
    today: helsinkiDay(now()),
  });
  const matched: MatchedLine[] = [];
  for (const line of lines) {
    const result = match(line);
    if ('problem' in result) outcomes.push({ outcome: 'wrong', ...result });
    else matched.push(result);
  }
  outcomes.push(...(await importLines(matched, options)));
  return outcomes.sort((one, other) => one.row - other.row);
}

/** Returns a period that has all days of the lines. */
function periodOf(lines: readonly DraftLine[]): { readonly from: Day; readonly to: Day } {
  const days = lines.flatMap(({ day }) => day ?? []).sort();
  const [from = '2000-01-01'] = days;
  return days.length < lines.length ? { from: '2000-01-01', to: '2099-12-31' } : { from, to: days.at(-1) ?? from };
}

interface Numbered extends MatchedLine {
  readonly ordinal: number;
}

async function importLines(matched: readonly MatchedLine[], options: ImportFileOptions): Promise<RowOutcome[]> {
  const { store, venueId, now, how, isDryRun, recordsRepetitions = false, onProgress } = options;
  const outcomes: RowOutcome[] = [];
  const groups = new Map<string, Numbered[]>();
  const rowsOf = new Map<string, number[]>();
  for (const each of matched) {
    const { line, show, day } = each;
    const group = `${show.id} ${day}`;
    const rows = rowsOf.get(`${group} ${line.card}`) ?? [];
    rowsOf.set(`${group} ${line.card}`, [...rows, line.row]);
    const [first] = rows;
    if (first !== undefined && !recordsRepetitions) {
      outcomes.push({ row: line.row, outcome: 'repeated', sameAs: first });
    } else {
      const numbered = groups.get(group) ?? [];
      numbered.push({ ...each, ordinal: rows.length });
      groups.set(group, numbered);
    }
  }
  let done = outcomes.length;
  for (const lines of groups.values()) {
    for (let from = 0; from < lines.length; from += importBatchSize) {
      const batch = lines.slice(from, from + importBatchSize);
      const [first] = batch;
      if (first === undefined) break;
      const results = await store.imports.record({
        ...{ venueId, showId: first.show.id, day: first.day, how, isDryRun, recordsRepetitions },
        usages: batch.map(({ line, show, day, ordinal }) => ({
          ...{ card: line.card, minors: line.minors, usageId: line.usageId, ordinal },
          takenAt: takenAt({ line, show, day }, now()),
        })),
      });
      for (const [index, { line }] of batch.entries()) {
        const result = results[index];
        if (result !== undefined) outcomes.push({ row: line.row, ...result });
      }
      done += batch.length;
      onProgress?.(done, matched.length);
      // A database in the process answers without a turn of the event loop, and the tills would wait for the whole file.
      await nextTurn();
    }
  }
  // Once for the file: after a power cut it is imported again.
  if (!isDryRun) await store.imports.flushed();
  return outcomes;
}

/** Returns when a usage happened: at the time of its row, or at the start of the show; never after now. */
function takenAt({ line, show, day }: MatchedLine, nowMs: number): string {
  const atMs = show.isPerDay || line.time !== undefined ? helsinkiTimeMs(`${day}T${line.time ?? '12:00'}`) : undefined;
  return new Date(Math.min(atMs ?? show.startsAt.getTime(), nowMs)).toISOString();
}

/** Returns the number of rows by outcome, and the flags of those that were recorded. */
export function summarise(outcomes: readonly RowOutcome[]): {
  readonly counts: ReadonlyMap<RowOutcome['outcome'], number>;
  readonly flags: ReadonlyMap<Flag, number>;
} {
  const counts = new Map<RowOutcome['outcome'], number>();
  const flags = new Map<Flag, number>();
  for (const each of outcomes) {
    counts.set(each.outcome, (counts.get(each.outcome) ?? 0) + 1);
    if (each.outcome === 'recorded') for (const flag of each.flags) flags.set(flag, (flags.get(flag) ?? 0) + 1);
  }
  return { counts, flags };
}
