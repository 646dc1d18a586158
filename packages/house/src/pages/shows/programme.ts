/** A programme: shows in the rows of a sheet, and what each row will do. */
import { checkCap, lowestCapAllowed } from '@kaiku/client/admission';
import { type Cell, findColumns, toCount, toDay, toKey, toText, toTime } from '../../sheet/cells.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { type Draft, newDraft, startOf, toRequest, type WrongField, wrongFields } from './draft.ts';

/** A cell that cannot be read. */
export type WrongCell = Extract<WrongField, 'name' | 'day' | 'time' | 'seats' | 'cap' | 'redemptionOpensMin'> | 'kind';

/** What a row will do, or why it does nothing. */
export type RowOutcome =
  /** It makes a show. */
  | { readonly is: 'new'; readonly hasBegun: boolean }
  /** The registry has a show of this name and start. */
  | { readonly is: 'exists' }
  /** An earlier row has the same name and start. */
  | { readonly is: 'twice'; readonly row: number }
  | { readonly is: 'wrong'; readonly cells: readonly WrongCell[] }
  | { readonly is: 'cap-too-low'; readonly lowest: number; readonly source: string };

/** A row of a programme. */
export interface ProgrammeRow {
  /** From 1, as the spreadsheet numbers it. */
  readonly row: number;
  readonly draft: Draft;
  readonly outcome: RowOutcome;
}

type Field = 'name' | 'day' | 'time' | 'seats' | 'cap' | 'kind' | 'perDay' | 'month' | 'redemption';

/** The headings of each field, in any case. */
const headings: Readonly<Record<Field, readonly string[]>> = {
  name: [
    ...['tapahtuman nimi', 'tapahtuma', 'tilaisuus', 'esitys', 'nimi', 'ohjelma', 'evenemangets namn', 'evenemang'],
    ...['föreställning', 'namn', 'event', 'show', 'name', 'title'],
  ],
  day: [
    ...['päivämäärä', 'pvm', 'päivä', 'esityspäivä', 'tapahtumapäivä', 'datum', 'dag', 'date', 'day', 'event date'],
  ],
  time: [
    'kellonaika',
    'klo',
    'aika',
    'alkaa',
    'alkamisaika',
    'klockslag',
    'kl',
    'tid',
    'börjar',
    'time',
    'starts',
    'start',
  ],
  seats: ['paikkoja', 'paikat', 'paikkamäärä', 'platser', 'antal platser', 'seats', 'places', 'capacity'],
  cap: ['yläraja', 'kaikukortin yläraja', 'övre gräns', 'cap'],
  kind: ['laji', 'tyyppi', 'slag', 'typ', 'kind', 'type'],
  perDay: ['avoinna päivittäin', 'päivittäin', 'öppet dagligen', 'dagligen', 'open every day', 'daily'],
  month: ['varaus kuukautta ennen', 'bokning en månad före', 'reservation a month before'],
  redemption: ['lunastus min ennen', 'inlösen min före', 'redemption min before'],
};

/** What a cell may call each kind of show. */
const kindNames: Readonly<Record<Draft['kind'], readonly string[]>> = {
  performance: [
    '',
    'esitys',
    'tilaisuus',
    'konsertti',
    'näyttely',
    'föreställning',
    'evenemang',
    'performance',
    'event',
  ],
  'visiting-producer': ['vieraileva tuottaja', 'vierailu', 'gästande producent', 'gästspel', 'visiting producer'],
  'mass-event': ['festivaali tai suurtapahtuma', 'suurtapahtuma', 'festivaali', 'festival eller massevenemang'].concat([
    'massevenemang',
    'festival',
    'festival or mass event',
    'mass event',
  ]),
  course: ['kurssi', 'kurs', 'course'],
  'swimming-hall': ['uimahalli', 'simhall', 'swimming hall'],
};

const yes = ['x', '1', 'true', 'kyllä', 'k', 'ja', 'j', 'yes', 'y'];

/** What the rows are compared with. */
export interface Known {
  /** The shows that the registry has on the days of the rows. */
  readonly shows: readonly ShowOfDay[];
  readonly nowMs: number;
}

/** Returns the drafts in the rows of a sheet; `undefined` if no row has the headings of a name, a day and seats. */
export function readProgramme(rows: readonly (readonly Cell[])[]): readonly DraftRow[] | undefined {
  const at = rows.findIndex((row) => isHeadings(findColumns(row, headings)));
  if (at < 0) return undefined;
  const columns = findColumns(rows[at] ?? [], headings);
  return rows.flatMap((cells, index) =>
    index <= at || cells.every((cell) => toText(cell) === '') ? [] : [readRow(cells, columns, index + 1)],
  );
}

/** A row before it is compared with the registry. */
export interface DraftRow extends Pick<ProgrammeRow, 'row' | 'draft'> {
  readonly wrong: readonly WrongCell[];
}

/** Returns what each row will do. */
export function compareProgramme(rows: readonly DraftRow[], { shows, nowMs }: Known): readonly ProgrammeRow[] {
  const keyOf = (name: string, startsAt: string) => `${toKey(name)} ${startsAt}`;
  const known = new Set(shows.map(({ name, startsAt }) => keyOf(name, new Date(startsAt).toISOString())));
  const seen = new Map<string, number>();
  return rows.map(({ row, draft, wrong }) => {
    if (wrong.length > 0) return { row, draft, outcome: { is: 'wrong', cells: wrong } };
    const startsAt = startOf(draft) ?? '';
    const key = keyOf(draft.name, startsAt);
    const earlier = seen.get(key);
    if (earlier !== undefined) return { row, draft, outcome: { is: 'twice', row: earlier } };
    seen.set(key, row);
    if (known.has(key)) return { row, draft, outcome: { is: 'exists' } };
    const show = { ...toRequest(draft, 'draft'), venue: '', taken: 0 };
    if (checkCap(show) === undefined)
      return {
        row,
        draft,
        outcome: { is: 'new', hasBegun: Date.parse(startsAt) < nowMs && draft.admission === 'once' },
      };
    const { cap: lowest, rule } = lowestCapAllowed(show);
    return { row, draft, outcome: { is: 'cap-too-low', lowest, source: rule.source } };
  });
}

function isHeadings(columns: ReadonlyMap<Field, number>): boolean {
  return columns.has('name') && columns.has('day') && columns.has('seats');
}

function readRow(cells: readonly Cell[], columns: ReadonlyMap<Field, number>, row: number): DraftRow {
  const cell = (field: Field): Cell => cells[columns.get(field) ?? -1] ?? null;
  const isYes = (field: Field) => yes.includes(toKey(toText(cell(field))));
  const kindName = toKey(toText(cell('kind')));
  const kind = (Object.keys(kindNames) as Draft['kind'][]).find((each) => kindNames[each].includes(kindName));
  const number = (field: Field) => {
    const count = toCount(cell(field), null, 6);
    return count === undefined ? Number.NaN : count;
  };
  const perDay = kind === 'swimming-hall' || isYes('perDay');
  const draft: Draft = {
    ...newDraft(toDay(cell('day')) ?? ''),
    name: toText(cell('name')).replace(/\s+/g, ' '),
    kind: kind ?? 'performance',
    time: timeOf(cell('time'), cell('day')) ?? (perDay ? '00:00' : ''),
    ...{ seats: number('seats'), cap: number('cap') },
    admission: perDay ? 'per-day' : 'once',
    reservationOpens: isYes('month') ? 'month-before' : 'at-once',
    redemptionOpensMin: kind === 'course' ? null : number('redemption'),
  };
  const wrong = wrongFields(draft).flatMap((field) => (field === 'reservationsLapseMin' ? [] : [field]));
  return { row, draft, wrong: kind === undefined ? [...wrong, 'kind'] : wrong };
}

/** Returns the time of day of a cell, or else of the cell of the day; `undefined` without one. */
function timeOf(time: Cell, day: Cell): string | undefined {
  return toTime(time) || (toText(time) === '' && /[\sT]\d/.test(toText(day)) ? toTime(day) : '') || undefined;
}
