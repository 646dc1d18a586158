/** The commands of an operator that do not serve. */
import { parseArgs } from 'node:util';
import { addSealingKey, examine, migrateDatabase, toReport } from '../index.ts';
import { anonymiseOlderThan, parseDays } from '../retention.ts';
import { databaseOf, log, openStore } from './settings.ts';

/** Brings the data to this version. */
export async function migrate(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } } });
  const { from, to, steps } = await migrateDatabase(databaseOf(values.data, process.env), { log });
  if (from === undefined) console.log(`Created the tables: ${to}.`);
  else if (steps.length === 0) console.log(`Nothing to do: the data is at ${from}.`);
  else console.log(`Migrated the data from ${from} to ${to}.`);
}

/** Prints what is wrong with the set-up; the process then ends with 1. */
export async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      accept: { type: 'string', multiple: true, default: [] },
    },
  });
  const database = databaseOf(undefined, process.env);
  if (database.kind !== 'postgres') throw new Error('The doctor looks at a PostgreSQL server: set DATABASE_URL.');
  const { text, wrong } = toReport(
    await examine({ database, url: values.url, origins: values['allow-origin'] }),
    values.accept,
  );
  console.log(text);
  if (wrong > 0) process.exitCode = 1;
}

/** Erases the cards of old visits. */
export async function anonymise(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' }, 'older-than': { type: 'string' } } });
  const period = values['older-than'];
  if (period === undefined) throw new Error('Name a period, such as --older-than 550d.');
  const days = parseDays(period);
  const { store, close } = await openStore(values.data);
  try {
    console.log((await anonymiseOlderThan(store, { days, nowMs: Date.now() })).line);
  } finally {
    await close();
  }
}

/** Adds a new sealing key to a file. */
export async function makeSealingKey(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error('Name one file: `kaiku-registry sealing-key FILE`.');
  await addSealingKey(file);
  console.log(`${file} has a new sealing key. Restart every process.`);
}
