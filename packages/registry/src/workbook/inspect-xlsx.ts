import { WorkbookError } from './errors.ts';
import { guardZip, type ReadPart } from './zip-guard.ts';

/** What a workbook is before its rows are read. */
export interface Inspected {
  /** Of the sheet, from 0. */
  readonly index: number;
  /** Columns with a formula, from 0, by row, from 1. */
  readonly formulas: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Formulas that are listed. A workbook with more is a calculation and not a list of usages. */
const maxFormulas = 20_000;

/** Longest names and attributes that a pattern below matches across two pieces. */
const overlap = 2_000;

/**
 * Checks an XLSX file (`guardZip`), and finds the sheet of that name, or the first.
 * @throws WorkbookError if it is not a workbook, is too large, or has macros, links or definitions of entities
 */
export async function inspectXlsx(bytes: Uint8Array, sheet: string): Promise<Inspected> {
  const texts = new Map<string, string>();
  const formulasOf = new Map<string, Map<number, Set<number>>>();
  await guardZip(bytes, (name) => {
    if (name === 'mimetype') {
      throw new WorkbookError('workbook/other-format', 'The file is not an Excel workbook. Save it as .xlsx.');
    }
    if (name === 'xl/workbook.xml' || name === 'xl/_rels/workbook.xml.rels') {
      const check = createXmlReader(new Map());
      return (piece) => {
        check(piece);
        texts.set(name, `${texts.get(name) ?? ''}${piece.toString('utf8')}`);
      };
    }
    if (!/\.(xml|rels)$/i.test(name)) return undefined;
    const formulas = new Map<number, Set<number>>();
    if (/^xl\/worksheets\//.test(name)) formulasOf.set(`/${name}`, formulas);
    return createXmlReader(formulas);
  });
  const workbook = texts.get('xl/workbook.xml');
  const links = texts.get('xl/_rels/workbook.xml.rels');
  if (workbook === undefined || links === undefined) {
    throw new WorkbookError('workbook/other-format', 'The file is not an Excel workbook. Save it as .xlsx.');
  }
  const sheets = tagsOf(workbook, 'sheet').map((tag) => ({
    name: attributeOf(tag, 'name'),
    id: attributeOf(tag, 'r:id'),
  }));
  const index = Math.max(
    0,
    sheets.findIndex(({ name }) => name === sheet),
  );
  const id = sheets[index]?.id;
  const link = tagsOf(links, 'Relationship').find((tag) => id !== undefined && attributeOf(tag, 'Id') === id);
  const target = link === undefined ? undefined : attributeOf(link, 'Target');
  if (target === undefined) throw new WorkbookError('workbook/unreadable', 'The workbook has no sheet.');
  return { index, formulas: formulasOf.get(new URL(target, 'file:///xl/').pathname) ?? new Map() };
}

function tagsOf(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g'))].map(([tag]) => tag);
}

function attributeOf(tag: string, attribute: string): string | undefined {
  const text = new RegExp(`\\s${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (text?.[1] ?? text?.[2])?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns a reader of an XML part that lists its cells with a formula, and throws at a definition of entities. */
function createXmlReader(formulas: Map<number, Set<number>>): ReadPart {
  let rest = '';
  let count = 0;
  return (piece) => {
    const text = rest + piece.toString('latin1');
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
      throw new WorkbookError('workbook/active-content', 'The workbook defines XML entities. No spreadsheet does so.');
    }
    // A reader allocates a row up to its last cell, however few there are.
    if (/<(?:\w+:)?c\s[^<>]*\br\s*=\s*["']([J-Z][A-Z]|[A-Z]{3})[0-9]/i.test(text)) {
      throw new WorkbookError('workbook/too-large', 'The workbook has more than 234 columns. Delete the empty ones.');
    }
    // A cell's formula is its first child.
    for (const [, cell] of text.matchAll(/<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f[\s>/]/g)) {
      const [, letters, row] = /\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']/.exec(cell ?? '') ?? [];
      if (letters === undefined || count >= maxFormulas) {
        throw new WorkbookError('workbook/active-content', 'The workbook calculates. Paste its cells as values.');
      }
      const columns = formulas.get(Number(row)) ?? new Set();
      if (!columns.has(columnOf(letters))) count += 1;
      formulas.set(Number(row), columns.add(columnOf(letters)));
    }
    rest = text.slice(-overlap);
  };
}

/** Returns the number of a column from its letters: A is 0. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
