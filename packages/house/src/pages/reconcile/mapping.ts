/** The mapping file of a ticketing system: which of its columns holds what. The form is the import's (docs/import-file.md). */
import { type Field, fields } from './read-tickets.ts';

/** What a mapping file says about the columns. */
export interface Mapping {
  /** The name of the sheet; without it, the first is read. */
  readonly sheet?: string;
  /** The headings of each field, in any case, instead of those that every file may have. */
  readonly headings: Readonly<Partial<Record<Field, readonly string[]>>>;
}

/** The names of our fields in a mapping file, where they differ. */
const nameInFile: Readonly<Partial<Record<Field, string>>> = { id: 'ticket' };

/** Returns the mapping of a file's text; `undefined` if it names no column with a heading that this page compares. */
export function parseMapping(json: string): Mapping | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
  const { sheet, columns } = Object(value) as { sheet?: unknown; columns?: unknown };
  if (!Array.isArray(columns)) return undefined;
  const headings: Partial<Record<Field, readonly string[]>> = {};
  for (const column of columns) {
    const { field, heading, also } = Object(column) as Record<'field' | 'heading' | 'also', unknown>;
    const its = fields.find((each) => (nameInFile[each] ?? each) === field);
    const texts = [heading, ...(Array.isArray(also) ? also : [])].filter((text) => typeof text === 'string');
    if (its !== undefined && texts.length > 0) headings[its] = texts;
  }
  if (Object.keys(headings).length === 0) return undefined;
  return { ...(typeof sheet === 'string' && { sheet }), headings };
}

/** A mapping file that a person has chosen. */
export interface MappingFile {
  readonly name: string;
  readonly json: string;
}

const storedAs = 'kaiku-house/mapping';

/** Returns the file that was chosen in this browser before; `undefined` without one. Never throws. */
export function storedMapping(): MappingFile | undefined {
  try {
    const { name, json } = JSON.parse(localStorage.getItem(storedAs) ?? 'null') as MappingFile;
    return { name, json };
  } catch {
    return undefined;
  }
}

/** Stores the choice of a person, or forgets it, if the browser allows it. Never throws. */
export function keepMapping(file: MappingFile | undefined): void {
  try {
    if (file === undefined) localStorage.removeItem(storedAs);
    else localStorage.setItem(storedAs, JSON.stringify(file));
  } catch {
    // The choice lasts until the page is closed.
  }
}
