/**
 * A till without a screen. Reads one command per line and prints the result:
 *
 *   A045198723 2                                    records a card with two children
 *   sell web:4711 A045198723+2 A999005458           records a basket, all or nothing, under the order line's reference
 *   cancel web:4711 2                               voids the second card of the basket
 *   party web:4711 1 1                              reduces the first card's children to one
 *   reservations                                    lists the show's reservations with numbers
 *   redeem 1                                        redeems the first of them
 *   close                                           waits until the registry has every line of the day, and ends
 *
 *   node pos.ts --registry http://127.0.0.1:8787 --token demo-box-office --show SHOW --file till.sqlite
 */
import { stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createDesk, isKaikuError } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';
import { openDay } from './day.ts';
import { createTill } from './till.ts';

const { values } = parseArgs({
  options: {
    registry: { type: 'string' },
    token: { type: 'string' },
    show: { type: 'string' },
    file: { type: 'string', default: 'till.sqlite' },
  },
});
const { registry = '', token = '', show = '', file } = values;

// The file stores what has not reached the registry. If this program is killed, its next run sends it.
const desk = createDesk({ registry, token, show, storage: fileStorage(file) });
const day = openDay(desk);
const till = createTill(desk, day);
const commands: Readonly<Record<string, (...words: string[]) => Promise<string>>> = {
  sell: (reference = '', ...cards) => till.sell(cards, reference),
  cancel: (reference = '', number) => till.reduce(reference, Number(number)),
  party: (reference = '', number, children) => till.reduce(reference, Number(number), Number(children)),
  reservations: till.reservations,
  redeem: (number) => till.redeem(Number(number)),
  close: day.close,
};

// Reports a wrong show or token before the first card. Without a network the till still works.
await desk.ready().catch((error) => console.log(`not ready: ${toText(error)}`));

for await (const line of createInterface({ input: stdin })) {
  const [first = '', ...words] = line.trim().split(/\s+/);
  const command = commands[first] ?? ((children = '0') => till.sell([`${first}+${children}`]));
  console.log(await command(...words).catch(toText));
  if (first === 'close') break;
}
await desk.close();
stdin.destroy();

function toText(error: unknown): string {
  if (isKaikuError(error)) return `${error.code}: ${error.message}`;
  throw error;
}
