import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { importFile, type RowOutcome, summarise } from '../import/import-file.ts';
import { paperLayout } from '../workbook/layouts.ts';
import { type CommandContext, chooseVenue, readLayout } from './options.ts';

/** The part of the usage text about this command. */
export const importUsage = `  import FILE  records the usages of a workbook (.xlsx) or CSV file, each for its own day and once, however often the file
               comes. Ends with 1 if a row is wrong
    --dry-run          only lists what would be done with each row
    --layout paper     the mapping file of the columns, or broker, own, kaikukanta or paper
    --how door         how the tickets were given out: door or sold
    --show ID          every row is of this show
    --repetitions      also records a card's second usage of a show and day
    --venue ID, --data, DATABASE_URL as for \`hand-over\``;

const options = {
  data: { type: 'string' },
  venue: { type: 'string' },
  layout: { type: 'string' },
  show: { type: 'string' },
  how: { type: 'string', default: 'door' },
  'dry-run': { type: 'boolean', default: false },
  repetitions: { type: 'boolean', default: false },
} as const;

/** Runs `import`. */
export async function runImport(
  args: string[],
  { openStore, print }: Pick<CommandContext, 'openStore' | 'print'>,
): Promise<void> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [file, ...others] = positionals;
  const { how, show: showId, 'dry-run': isDryRun } = values;
  if (file === undefined || others.length > 0) throw new Error('Name one file: `kaiku-registry import FILE`.');
  if (how !== 'door' && how !== 'sold') throw new Error(`--how must be door or sold, not '${how}'.`);
  const bytes = await readFile(file);
  const layout = await readLayout(values.layout, paperLayout);
  const { store, close } = await openStore(values.data);
  try {
    const venueId = await chooseVenue(store, values.venue);
    // As the interface does: an entry before anything is done.
    if (!isDryRun)
      await store.log.add({ venueId, action: 'import', subject: showId, details: { file: path.basename(file), how } });
    const outcomes = await importFile(bytes, {
      ...{ store, now: Date.now, venueId, layout, showId, how, isDryRun },
      recordsRepetitions: values.repetitions,
      onProgress(done, all) {
        if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all} rows`);
      },
    });
    if (process.stderr.isTTY) process.stderr.write('\n');
    for (const line of toReport(outcomes, isDryRun)) print(line);
    if (outcomes.some(({ outcome }) => outcome === 'wrong' || outcome === 'changed')) process.exitCode = 1;
  } finally {
    await close();
  }
}

/** Returns the lines of a report: each row that was not simply recorded, or in a dry run each row; then the numbers. */
export function toReport(outcomes: readonly RowOutcome[], isDryRun: boolean): readonly string[] {
  const { counts } = summarise(outcomes);
  const rows = outcomes.flatMap((each) => {
    const plain = each.outcome === 'known' || (each.outcome === 'recorded' && each.flags.length === 0);
    return plain && !isDryRun ? [] : [describeRow(each, isDryRun)];
  });
  const total = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return [...rows, `${outcomes.length} rows: ${total || 'none'}.${isDryRun ? ' Nothing was recorded: dry run.' : ''}`];
}

/** Returns the outcome of a row in words. */
export function describeRow(each: RowOutcome, isDryRun: boolean): string {
  const row = `Row ${each.row}`;
  switch (each.outcome) {
    case 'recorded': {
      const flags = each.flags.length === 0 ? '' : `, flagged: ${each.flags.join(', ')}`;
      return `${row}: ${isDryRun ? 'would be recorded' : 'recorded'}${flags}.`;
    }
    case 'known':
      return `${row}: was recorded before.`;
    case 'changed':
      return `${row}: was recorded before with other children or another card. Void that usage first, or correct the row.`;
    case 'voided':
      return `${row}: was recorded before and voided since. It is not recorded again.`;
    case 'already-recorded':
      return `${row}: this card has a usage of this show and day, recorded ${each.recordedAt.toISOString()}.`;
    case 'repeated':
      return `${row}: the same card, show and day as row ${each.sameAs}.`;
    case 'wrong':
      return `${row}${each.cell === undefined ? '' : `, cell ${each.cell}`}: ${each.problem}`;
    default:
      return each satisfies never;
  }
}
