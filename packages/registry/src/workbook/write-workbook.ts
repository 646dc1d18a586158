import { toCsvLine } from '@kaiku/client/import-file';
import { type CellValue, writeXlsx } from 'hucre/xlsx';
import { WorkbookError } from './errors.ts';
import { type Column, type Field, headingOf, type Layout } from './layout.ts';
import type { CorrectionLine, UsageLine } from './usage-line.ts';

/** The kinds of file. */
export type WorkbookFormat = 'xlsx' | 'csv';

/** Options of {@link writeWorkbook}. */
export interface WriteOptions {
  readonly format: WorkbookFormat;
  readonly layout: Layout;
  /** Encrypts an XLSX file, as Excel does (ECMA-376 Agile, AES-256). Excel and LibreOffice ask for it. */
  readonly password?: string | undefined;
}

const actions: Readonly<Record<Layout['language'], Readonly<Record<CorrectionLine['action'], string>>>> = {
  fi: { remove: 'Poista', change: 'Muuta' },
  sv: { remove: 'Ta bort', change: 'Ändra' },
  en: { remove: 'Remove', change: 'Change' },
};

const unchecked: Readonly<Record<Layout['language'], string>> = {
  fi: 'ei tarkistettu',
  sv: 'inte kontrollerat',
  en: 'not checked',
};

/**
 * Returns a workbook with one usage in each row. The same lines give the same bytes, except with a password. Every text is
 * written as text: no program calculates it, whatever it begins with.
 * @throws WorkbookError `workbook/layout` if a CSV file is to have a password
 */
export async function writeWorkbook(
  lines: readonly (UsageLine | CorrectionLine)[],
  { format, layout, password }: WriteOptions,
): Promise<Uint8Array> {
  if (format === 'csv') {
    if (password !== undefined)
      throw new WorkbookError('workbook/layout', 'A CSV file cannot be encrypted. Write an XLSX file.');
    return new TextEncoder().encode(toCsv(lines, layout));
  }
  const { sheet: name, columns } = layout;
  const text = (value: CellValue) => (typeof value === 'string' ? escaped(value) : value);
  const rows = [...headRows(layout), ...lines.map((line) => columns.map((column) => cellOf(line, column, layout)))];
  return writeXlsx({
    sheets: [
      {
        name,
        columns: columns.map(({ field }) => ({
          width: field === 'showName' ? 40 : 20,
          numFmt: formatOf(field, layout),
        })),
        rows: rows.map((row) => row.map(text)),
        freezePane: { rows: headRows(layout).length },
      },
    ],
    // Without the time of writing, so that the same lines give the same bytes.
    properties: { created: epoch, modified: epoch },
    ...(password !== undefined && { encryption: { password } }),
  });
}

const epoch = new Date(0);

const numeric: ReadonlySet<Field | undefined> = new Set<Field>(['adults', 'minors', 'minorsNow']);
const dated: ReadonlySet<Field | undefined> = new Set<Field>(['date', 'dateNow']);

/** Returns the format of a column. `@` is text, so a formula typed over a text is not calculated either. */
function formatOf(field: Field | undefined, { dates }: Layout): string {
  if (numeric.has(field)) return '0';
  return dated.has(field) && dates === 'cell' ? 'd.m.yyyy' : '@';
}

function headRows({ title = [], columns, language }: Layout): readonly (readonly string[])[] {
  return [...title.map((line) => [line]), columns.map((column) => headingOf(column, language))];
}

function toCsv(lines: readonly (UsageLine | CorrectionLine)[], layout: Layout): string {
  const rows = lines.map((line) =>
    layout.columns.map((column) => {
      const value = cellOf(line, column, layout);
      if (value instanceof Date) return written(value.toISOString().slice(0, 10), 'd.M.yyyy');
      return typeof value === 'number' ? value : String(value ?? '');
    }),
  );
  return `\ufeff${[...headRows(layout), ...rows].map(toCsvLine).join('')}`;
}

function cellOf(line: UsageLine | CorrectionLine, { field, text }: Column, layout: Layout): CellValue {
  const now = 'now' in line ? line.now : null;
  switch (field) {
    case undefined:
      return text ?? '';
    case 'adults':
      return 1;
    case 'date':
      return dateCell(line.day, layout);
    case 'dateNow':
      return now === null ? '' : dateCell(now.day, layout);
    case 'minorsNow':
      return now === null ? '' : now.minors;
    case 'action':
      return 'action' in line ? actions[layout.language][line.action] : '';
    case 'reason':
    case 'ticket':
    case 'reference':
      return '';
    case 'cardCheck':
      return line.isUnchecked ? unchecked[layout.language] : '';
    case 'venue':
      return line.venueName ?? '';
    default:
      return line[field] ?? '';
  }
}

function dateCell(day: string, { dates }: Layout): CellValue {
  return dates === 'cell' ? new Date(`${day}T00:00:00Z`) : written(day, dates);
}

/** Returns a day in a form such as `21.1.2026`. */
function written(day: string, form: Exclude<Layout['dates'], 'cell'>): string {
  if (form === 'yyyy-MM-dd') return day;
  const [year, month, date] = day.split('-');
  return form === 'dd.MM.yyyy' ? `${date}.${month}.${year}` : `${Number(date)}.${Number(month)}.${year}`;
}

/** Escapes what XLSX would read as an escape (`_x0041_` is `A`). The library escapes only control characters. */
function escaped(text: string): string {
  return text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
}
