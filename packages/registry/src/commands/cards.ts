import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type CommandContext, parseDay } from './options.ts';
import { readCardFile } from './read-card-file.ts';

/** Replaces the list of cards by that of a file. @throws Error if the file or an option is wrong; then nothing changes */
export async function runCards(args: string[], { openStore, print }: Omit<CommandContext, 'env'>): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { data: { type: 'string' }, 'listed-on': { type: 'string' } },
    allowPositionals: true,
  });
  const [verb, file, ...others] = positionals;
  if (verb !== 'import' || file === undefined || others.length > 0)
    throw new Error('Name one file: `kaiku-registry cards import FILE`.');
  const list = { listedOn: parseDay(values['listed-on']), cards: await readCardFile(await readFile(file)) };
  const { store, close } = await openStore(values.data);
  try {
    const removed = await store.replaceCards(list);
    const { cards, listedOn: day } = await store.cardList();
    print(`The list has ${cards} cards of ${day}; ${removed} earlier ones are no longer in it.`);
  } finally {
    await close();
  }
}
