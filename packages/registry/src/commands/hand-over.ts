import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { maskCardCode } from '@kaiku/client/admission';
import { after } from '../after.ts';
import { folderFiles, readFolderLayout } from '../hand-over/folder.ts';
import { confirmHandOver, type HandOverOptions, type WrittenHandOver, writeHandOvers } from '../hand-over/hand-over.ts';
import { startNightlyHandOver } from '../hand-over/nightly.ts';
import type { RegistryServerOptions } from '../index.ts';
import type { ReturnedUsage } from '../store/hand-over/hand-overs.ts';
import type { Store } from '../store/store.ts';
import type { Layout } from '../workbook/layout.ts';
import { returnedLayout } from '../workbook/layouts.ts';
import { readLines } from '../workbook/read-lines.ts';
import { describeRow } from './import.ts';
import { type CommandContext, chooseVenue, parseDay, readLayout } from './options.ts';

/** The part of the usage text about these commands. */
export const handOverUsage = `  hand-over  writes the usages that Kaikukanta does not have yet to a file for its import, and what to correct there to
             another. Writes the same files again until they are confirmed (docs/import-file.md)
    --out hand-over    the folder of the files
    --venue ID         default: the only venue
    --show ID, --seller ID, --from 2026-11-01, --to 2026-11-30   only these usages
    --format xlsx      or csv
    --layout FILE      the mapping file of the columns. Default: layout.json of the folder; without, the programme's fields
    HAND_OVER_PASSWORD environment variable: encrypts the files, as Excel does
    --data, DATABASE_URL as for \`serve\`, also for those below
  hand-over confirm N        you have imported file N and made its corrections: deletes its files
  hand-over returned FILE    reads the list of the rows that Kaikukanta did not take
  hand-over attention        lists those that wait for a person
  hand-over settle ID --again | --by-hand   hands one over again, or not`;

const options = {
  data: { type: 'string' },
  venue: { type: 'string' },
  out: { type: 'string', default: 'hand-over' },
  show: { type: 'string' },
  seller: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string', default: 'xlsx' },
  layout: { type: 'string' },
  again: { type: 'boolean', default: false },
  'by-hand': { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

/** Runs `hand-over`, and the commands below it. */
export async function runHandOver(args: string[], { openStore, env, print }: CommandContext): Promise<void> {
  const { values, positionals } = parse(args);
  const [command, argument, ...others] = positionals;
  if (others.length > 0) throw new Error('Too many arguments. Run `kaiku-registry help`.');
  const { store, close } = await openStore(values.data);
  try {
    const { handOvers } = store;
    const venueId = await chooseVenue(store, values.venue);
    const files = { handOvers, venueId, files: folderFiles(values.out) };
    // As the interface does: an entry before anything is done.
    if (command === undefined || logged.includes(command)) {
      const subject = argument && path.basename(argument);
      await store.log.add({ venueId, action: 'hand-over', subject, details: { command: command ?? 'write' } });
    }
    if (command === undefined) await write(files, values, env, print);
    else if (command === 'confirm') print(await confirm(files, argument));
    else if (command === 'returned') await readReturned(files, argument, values.layout, print);
    else if (command === 'attention')
      for (const usage of await handOvers.returned(venueId)) print(describeReturned(usage));
    else if (command === 'settle') print(await settle(files, argument, values));
    else throw new Error(`There is no command 'hand-over ${command}'. Run \`kaiku-registry help\`.`);
  } finally {
    await close();
  }
}

/** The commands below it that change something. */
const logged: readonly string[] = ['confirm', 'returned', 'settle'];

type Files = Pick<HandOverOptions, 'handOvers' | 'venueId' | 'files'>;

async function write(
  files: Files,
  { out, show: showId, seller, from, to, format, layout }: Values,
  { HAND_OVER_PASSWORD: password }: CommandContext['env'],
  print: CommandContext['print'],
): Promise<void> {
  if (format !== 'xlsx' && format !== 'csv') throw new Error(`--format must be xlsx or csv, not '${format}'.`);
  const written = await writeHandOvers({
    ...{
      ...files,
      filter: { showId, seller, from: parseDay(from), to: parseDay(to) },
      layout: await readHandOverLayout(layout, out),
      format,
      password,
    },
  });
  if (written.length === 0) print('Nothing to hand over: Kaikukanta has every usage.');
  for (const run of written) print(describeRun(run, out));
  const waiting = await files.handOvers.returned(files.venueId);
  if (waiting.length > 0) print(`${waiting.length} usages that Kaikukanta did not take wait: hand-over attention.`);
}

/** Returns the layout that is given, or that of the folder of the files. */
async function readHandOverLayout(given: string | undefined, out: string): Promise<Layout> {
  return readLayout(given, await readFolderLayout(out));
}

/** Returns how `serve` makes the files that managers fetch: as those of the folder, if one is given. */
export function handOverOf(
  folder: string | undefined,
  { HAND_OVER_PASSWORD: password }: Readonly<Record<string, string | undefined>>,
): NonNullable<RegistryServerOptions['handOver']> {
  return { ...(folder !== undefined && { folder }), ...(password !== undefined && { password }) };
}

/** Starts the nightly hand-over of `serve`, if a folder is given. Returns a function that stops it. */
export function startHandOver(
  { handOvers, log: logOfVenues }: Store,
  out: string | undefined,
  { HAND_OVER_PASSWORD: password }: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): () => Promise<void> {
  if (out === undefined) return () => Promise.resolve();
  return startNightlyHandOver({
    handOvers: {
      ...handOvers,
      async create(venueId, filter) {
        const run = await handOvers.create(venueId, filter);
        if (run !== undefined)
          await logOfVenues.add({ venueId, action: 'hand-over', details: { command: 'nightly', run } });
        return run;
      },
    },
    readOptions: async () => ({
      ...{ files: folderFiles(out), layout: await readHandOverLayout(undefined, out), format: 'xlsx', password },
    }),
    ...{ now: Date.now, log, after, describe: (run) => describeRun(run, out) },
  });
}

/** Returns what to do with the files of a run. */
function describeRun({ number, file, usages, correctionsFile, corrections }: WrittenHandOver, out: string): string {
  return [
    `Run ${number}:`,
    ...(file === undefined ? [] : [`import ${usages} usages from ${out}/${file} into Kaikukanta.`]),
    ...(correctionsFile === undefined
      ? []
      : [`Make the ${corrections} corrections of ${out}/${correctionsFile} there.`]),
    `Then run: kaiku-registry hand-over confirm ${number}`,
  ].join(' ');
}

async function confirm(files: Files, text: string | undefined): Promise<string> {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error('Name a run: `hand-over confirm 12`.');
  if (!(await confirmHandOver(files, number)))
    throw new Error(
      `Run ${number} cannot be confirmed: there is none, its file was not written, or an earlier one is open.`,
    );
  return `Run ${number} is confirmed, and its files are deleted.`;
}

async function readReturned(
  { handOvers, venueId }: Files,
  file: string | undefined,
  layout: string | undefined,
  print: CommandContext['print'],
): Promise<void> {
  if (file === undefined) throw new Error('Name the file: `hand-over returned FILE`.');
  const { lines, wrong } = await readLines(await readFile(file), await readLayout(layout, returnedLayout));
  for (const each of wrong) print(describeRow({ outcome: 'wrong', ...each }, false));
  let stored = 0;
  for (const { row, card, day, reason = 'Kaikukanta did not take it.' } of lines) {
    const matches = await handOvers.return(venueId, { card, day, reason });
    if (matches === 1) stored += 1;
    else if (matches === 0) print(`Row ${row}: no run has handed this usage over.`);
    else print(`Row ${row}: ${matches} usages were handed over with this card. Add the date.`);
  }
  print(`${stored} of ${lines.length + wrong.length} rows are in the list: hand-over attention.`);
  if (stored < lines.length + wrong.length) process.exitCode = 1;
}

function describeReturned({ usageId, card, showName, day, reason, number }: ReturnedUsage): string {
  return `${usageId}  ${day}  ${maskCardCode(card)}  ${showName}  (run ${number}): ${reason}`;
}

async function settle(
  { handOvers, venueId }: Files,
  usageId: string | undefined,
  { again, 'by-hand': byHand }: Values,
): Promise<string> {
  if (usageId === undefined || again === byHand) throw new Error('Name a usage, and --again or --by-hand.');
  if (!(await handOvers.settle(venueId, usageId, again ? 'again' : 'by-hand')))
    throw new Error('The list has no usage with this id. Run `kaiku-registry hand-over attention`.');
  return again ? 'The next run has it.' : 'It is settled.';
}
