import * as z from 'zod/mini';
import { WorkbookError } from './errors.ts';

/**
 * What a column holds. `adults` is always 1. `ticket` and `reference` are a ticketing system's own, which the page of the
 * reconciliation reads.
 */
export const fields = [
  'card',
  'adults',
  'minors',
  'showName',
  'date',
  'time',
  'venue',
  'seller',
  'usageId',
  'action',
  'minorsNow',
  'dateNow',
  'reason',
  'cardCheck',
  'ticket',
  'reference',
] as const;

/** See {@link fields}. */
export type Field = (typeof fields)[number];

const Text = z.string().check(z.minLength(1), z.maxLength(200));

const Column = z.strictObject({
  /** What the column holds. */
  field: z.optional(z.enum(fields)),
  /** A text that every row has in this column, such as the venue's number. Instead of `field`. */
  text: z.optional(Text),
  /** The heading of the column. Default: that of the language. */
  heading: z.optional(Text),
  /** Other headings under which an imported file may have it. */
  also: z.optional(z.array(Text).check(z.maxLength(20))),
});

const Schema = z.strictObject({
  /** The name of the sheet. An import reads the first sheet if there is none of that name. */
  sheet: z.string().check(z.regex(/^(?!')[^[\]:*?/\\]{1,31}(?<!')$/)),
  /** The language of the headings. */
  language: z.enum(['fi', 'sv', 'en']),
  /** How dates are written: as a date of the spreadsheet (in CSV as `21.1.2026`), or as a text. */
  dates: z.enum(['cell', 'd.M.yyyy', 'dd.MM.yyyy', 'yyyy-MM-dd']),
  /** Lines above the headings. */
  title: z.optional(z.array(Text).check(z.maxLength(10))),
  /** The columns, from the left. */
  columns: z.array(Column).check(z.minLength(1), z.maxLength(50)),
});

/** The columns of a workbook: their order, headings and forms. A house changes it once, to match its template. */
export type Layout = z.infer<typeof Schema>;

/** A column of a {@link Layout}. */
export type Column = z.infer<typeof Column>;

/** The headings of each field, by language. An import accepts those of all languages. */
export const headings: Readonly<Record<Layout['language'], Readonly<Record<Field, string>>>> = {
  fi: {
    card: 'Kaikukortin tunnus',
    adults: 'Aikuisten liput',
    minors: 'Lasten liput',
    showName: 'Tapahtuman nimi',
    date: 'Päivämäärä',
    time: 'Kellonaika',
    venue: 'Kohde',
    seller: 'Kirjaaja',
    usageId: 'Kirjauksen numero',
    action: 'Korjaus',
    minorsNow: 'Lasten liput korjattuna',
    dateNow: 'Päivämäärä korjattuna',
    reason: 'Syy',
    cardCheck: 'Kortin tarkistus',
    ticket: 'Lippu',
    reference: 'Viite',
  },
  sv: {
    card: 'Kortets kod',
    adults: 'Biljetter för vuxna',
    minors: 'Biljetter för barn',
    showName: 'Evenemangets namn',
    date: 'Datum',
    time: 'Klockslag',
    venue: 'Kulturobjekt',
    seller: 'Registrerad av',
    usageId: 'Registreringens nummer',
    action: 'Rättelse',
    minorsNow: 'Biljetter för barn, rättat',
    dateNow: 'Datum, rättat',
    reason: 'Orsak',
    cardCheck: 'Kontroll av kortet',
    ticket: 'Biljett',
    reference: 'Referens',
  },
  en: {
    card: 'Card code',
    adults: 'Adult tickets',
    minors: 'Children’s tickets',
    showName: 'Event',
    date: 'Date',
    time: 'Time',
    venue: 'Venue',
    seller: 'Recorded by',
    usageId: 'Record number',
    action: 'Correction',
    minorsNow: 'Children’s tickets, corrected',
    dateNow: 'Date, corrected',
    reason: 'Reason',
    cardCheck: 'Card check',
    ticket: 'Ticket',
    reference: 'Reference',
  },
};

/** Returns the heading of a column. */
export function headingOf({ field, heading }: Column, language: Layout['language']): string {
  return heading ?? (field === undefined ? '' : headings[language][field]);
}

/**
 * Returns a layout from the text of a mapping file (JSON).
 * @throws WorkbookError `workbook/layout`, whose message names each entry that is wrong
 */
export function parseLayout(json: string): Layout {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new WorkbookError('workbook/layout', `The mapping file is not JSON: ${(error as Error).message}`, error);
  }
  const parsed = Schema.safeParse(value, { error: z.locales.en().localeError });
  const problems = parsed.success ? problemsOf(parsed.data) : parsed.error.issues.map(toProblem);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new WorkbookError('workbook/layout', `The mapping file is wrong. ${problems.join(' ')}`);
}

function toProblem({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${place === '' ? 'The file' : place.replace(/^\./, '')}: ${message}.`;
}

function problemsOf({ columns }: Layout): readonly string[] {
  const names = columns.map(({ field }) => field);
  return [
    ...columns.flatMap(({ field, text, heading }, index) => [
      ...((field === undefined) === (text === undefined)
        ? [`columns[${index}]: give it either a \`field\` or a \`text\`.`]
        : []),
      ...(text !== undefined && heading === undefined ? [`columns[${index}]: a text needs a \`heading\`.`] : []),
    ]),
    ...fields.flatMap((field) =>
      names.filter((name) => name === field).length > 1 ? [`Two columns have the field ${field}.`] : [],
    ),
    ...(names.includes('card') ? [] : ['No column has the field card.']),
  ];
}
