import { helsinkiTime } from '@kaiku/client/admission';
import type { HandedOver, HandOver, HandOverFilter, HandOvers } from '../store/hand-over/hand-overs.ts';
import type { Layout } from '../workbook/layout.ts';
import { correctionsLayout } from '../workbook/layouts.ts';
import type { CorrectionLine, UsageLine } from '../workbook/usage-line.ts';
import { type WorkbookFormat, writeWorkbook } from '../workbook/write-workbook.ts';

/** The folder of the files. */
export interface HandOverFiles {
  /** Writes a whole file, or nothing. It survives a power cut. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Deletes a file, if it exists. */
  remove(name: string): Promise<void>;
}

/** Options of {@link writeHandOvers}. */
export interface HandOverOptions {
  readonly handOvers: HandOvers;
  readonly files: HandOverFiles;
  readonly venueId: string;
  readonly filter?: HandOverFilter;
  readonly layout: Layout;
  readonly format: WorkbookFormat;
  /** Encrypts the files. */
  readonly password?: string | undefined;
}

/** A run whose files are written and wait for the venue to import them. */
export interface WrittenHandOver {
  readonly number: number;
  readonly createdAt: Date;
  /** The file to import; `undefined` if the run has only corrections. */
  readonly file: string | undefined;
  readonly usages: number;
  /** The list of corrections to make by hand; `undefined` if there are none. */
  readonly correctionsFile: string | undefined;
  readonly corrections: number;
}

/**
 * Creates runs of what was not handed over yet, and writes the files of all runs that are not confirmed. Returns those runs,
 * oldest first. Called again, it writes the same files. It may be interrupted at any moment: a run is stored before its
 * file is written, so nothing is handed over twice or forgotten.
 */
export async function writeHandOvers(options: HandOverOptions): Promise<readonly WrittenHandOver[]> {
  const { handOvers, venueId, filter = {} } = options;
  while ((await handOvers.create(venueId, filter)) !== undefined);
  const written = [];
  for (const run of await handOvers.open(venueId)) written.push(await writeRun(options, run));
  return written;
}

async function writeRun(
  { handOvers, files, venueId, layout, format, password }: HandOverOptions,
  { number, createdAt }: HandOver,
): Promise<WrittenHandOver> {
  const rows = await handOvers.rows(venueId, number);
  const added = rows.filter(({ kind }) => kind === 'add').map(toLine);
  const corrected = rows.flatMap((row) => toCorrection(row) ?? []);
  const names = namesOf(venueId, number, format);
  if (added.length > 0) await files.write(names.file, await writeWorkbook(added, { format, layout, password }));
  if (corrected.length > 0) {
    const corrections = { ...correctionsLayout, language: layout.language, dates: layout.dates };
    await files.write(names.corrections, await writeWorkbook(corrected, { format, layout: corrections, password }));
  }
  await handOvers.written(venueId, number);
  return {
    ...{ number, createdAt, usages: added.length, corrections: corrected.length },
    file: added.length > 0 ? names.file : undefined,
    correctionsFile: corrected.length > 0 ? names.corrections : undefined,
  };
}

/**
 * Confirms that the venue has imported the file of a run and made its corrections, and deletes its files. Returns false if
 * it cannot be confirmed yet (`HandOvers.confirm`). Safe to repeat.
 */
export async function confirmHandOver(
  { handOvers, files, venueId }: Pick<HandOverOptions, 'handOvers' | 'files' | 'venueId'>,
  number: number,
): Promise<boolean> {
  if (!(await handOvers.confirm(venueId, number))) return false;
  for (const format of ['xlsx', 'csv'] as const) {
    const names = namesOf(venueId, number, format);
    await files.remove(names.file);
    await files.remove(names.corrections);
  }
  return true;
}

function namesOf(venueId: string, number: number, format: WorkbookFormat) {
  const name = `kaikukortti-${venueId}-${String(number).padStart(4, '0')}`;
  return { file: `${name}.${format}`, corrections: `${name}-corrections.${format}` };
}

function toLine(row: HandedOver): UsageLine {
  const { card, minors, showName, day, venueName, usageId, isUnchecked } = row;
  return {
    card,
    minors,
    showName,
    day,
    time: helsinkiTime(row.startsAt.getTime()).slice(11),
    venueName,
    seller: row.sellerName,
    usageId,
    isUnchecked,
  };
}

function toCorrection(row: HandedOver): CorrectionLine | undefined {
  const { kind, oldMinors, oldDay, minors, day } = row;
  if (kind === 'add' || oldMinors === null || oldDay === null) return undefined;
  const now = kind === 'remove' ? null : { minors, day };
  return { ...toLine(row), minors: oldMinors, day: oldDay, action: kind, now };
}
