import { type Day, helsinkiDay, helsinkiTime } from '@kaiku/client/admission';
import type { ImportShow } from '../store/imports/import-usages.ts';
import { cellName, toKey } from '../workbook/parse-cell.ts';
import type { DraftLine, WrongRow } from '../workbook/read-lines.ts';

/** A row with the show that it is of. */
export interface MatchedLine {
  readonly line: DraftLine;
  readonly show: ImportShow;
  /** Of the show; of the visit if the show admits per day. */
  readonly day: Day;
}

/** Names that a message lists. */
const maxNames = 5;

/**
 * Returns a function that finds the show of a row by its name and day, and by its time if two have the same. With `only`,
 * every row is of that show. It returns what is wrong if it finds none or several.
 */
export function createShowMatcher(
  shows: readonly ImportShow[],
  { only, today }: { readonly only?: string | undefined; readonly today: Day },
): (line: DraftLine) => MatchedLine | WrongRow {
  const known = shows.filter(({ id }) => only === undefined || id === only).map(withDay);
  const byName = new Map<string, typeof known>();
  for (const each of known) {
    const key = toKey(each.show.name);
    byName.set(key, [...(byName.get(key) ?? []), each]);
  }

  return (line) => {
    const { row, showName, time, columns } = line;
    const wrong = (field: 'showName' | 'date' | 'time', problem: string): WrongRow => ({
      ...{ row, problem },
      cell: columns.has(field) ? cellName(columns.get(field) ?? 0, row) : undefined,
    });
    if (only === undefined && showName === undefined)
      return wrong(
        'showName',
        'The name of the event is missing. Write it above the table, or choose one show for all rows.',
      );
    const named = only === undefined ? (byName.get(toKey(showName ?? '')) ?? []) : known;
    const onDay = named.filter(({ day }) => day === undefined || line.day === undefined || day === line.day);
    const atTime = onDay.filter((each) => time === undefined || timeOf(each.show) === time);
    const found = onDay.length > 1 && atTime.length > 0 ? atTime : onDay;
    const [match, ...others] = found;
    if (match === undefined) return wrong(named.length > 0 ? 'date' : 'showName', unknown(known, line));
    if (others.length > 0)
      return wrong('time', 'Several shows have this name and day. Give the time at which it starts.');
    const day = match.day ?? line.day;
    if (day === undefined) return wrong('date', 'The date is missing, and this show admits every day.');
    if (match.day === undefined && day > today) return wrong('date', 'This day is in the future.');
    return { line, show: match.show, day };
  };
}

function withDay(show: ImportShow): { readonly show: ImportShow; readonly day: Day | undefined } {
  return { show, day: show.isPerDay ? undefined : helsinkiDay(show.startsAt.getTime()) };
}

function timeOf({ startsAt }: ImportShow): string {
  return helsinkiTime(startsAt.getTime()).slice(11);
}

function unknown(known: readonly ReturnType<typeof withDay>[], { day }: DraftLine): string {
  if (day === undefined) return 'The venue has no show of this name. Add it, or correct the name.';
  const names = known.flatMap((each) => (each.day === day ? [`“${each.show.name}”`] : [])).slice(0, maxNames);
  const those = names.length === 0 ? 'none' : names.join(', ');
  return `The venue has no show of this name on ${day}. On that day it has: ${those}.`;
}
