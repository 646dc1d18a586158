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

async function writeRun(options: HandOverOptions, { number, createdAt }: HandOver): Promise<WrittenHandOver> {
  const { handOvers, files, venueId } = options;
  const { usages, corrections } = await linesOf(options, number);
  const its = { usages: usages.length, corrections: corrections.length };
  const names = namesOf(venueId, number, options.format);
  for (const kind of ['usages', 'corrections'] as const) {
    const bytes = await toFile({ usages, corrections }, kind, options);
    if (bytes !== undefined) await files.write(names[kind], bytes);
  }
  await handOvers.written(venueId, number);
  return {
    ...{ number, createdAt, ...its },
    file: its.usages > 0 ? names.usages : undefined,
    correctionsFile: its.corrections > 0 ? names.corrections : undefined,
  };
}

/** The lines of the two files of a run. */
interface Lines {
  readonly usages: readonly UsageLine[];
  readonly corrections: readonly CorrectionLine[];
}

async function linesOf(
  { handOvers, venueId }: Pick<HandOverOptions, 'handOvers' | 'venueId'>,
  number: number,
): Promise<Lines> {
  const rows = await handOvers.rows(venueId, number);
  return {
    usages: rows.filter(({ kind }) => kind === 'add').map(toLine),
    corrections: rows.flatMap((row) => toCorrection(row) ?? []),
  };
}

/** Returns a file of a run; `undefined` if it would have no lines. */
async function toFile(
  lines: Lines,
  kind: keyof Lines,
  { layout, format, password }: Pick<HandOverOptions, 'layout' | 'format' | 'password'>,
): Promise<Uint8Array | undefined> {
  if (lines[kind].length === 0) return undefined;
  const { language, dates } = layout;
  const its = kind === 'usages' ? layout : { ...correctionsLayout, language, dates };
  return writeWorkbook(lines[kind], { format, layout: its, password });
}

/**
 * Returns a file of a run that is not confirmed, with its name: the bytes that {@link writeHandOvers} writes. `undefined` if
 * there is no such run or file. Safe to repeat.
 */
export async function readHandOver(
  options: Omit<HandOverOptions, 'files' | 'filter'>,
  number: number,
  kind: keyof Lines,
): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined> {
  const { handOvers, venueId, format } = options;
  if (!(await handOvers.open(venueId)).some((run) => run.number === number)) return undefined;
  const bytes = await toFile(await linesOf(options, number), kind, options);
  if (bytes === undefined) return undefined;
  await handOvers.written(venueId, number);
  return { name: namesOf(venueId, number, format)[kind], bytes };
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
    await files.remove(names.usages);
    await files.remove(names.corrections);
  }
  return true;
}

function namesOf(venueId: string, number: number, format: WorkbookFormat) {
  const name = `kaikukortti-${venueId}-${String(number).padStart(4, '0')}`;
  return { usages: `${name}.${format}`, corrections: `${name}-corrections.${format}` };
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
