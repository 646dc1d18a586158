/**
 * A till without a screen. Reads one command per line and prints the result:
 *
 *   A045198723 2                                    a card, here with two children
 *   sell web:4711 A045198723+2 A999005458           a basket, recorded whole or not at all under the order line's reference
 *   cancel web:4711 2                               voids the second card of the basket
 *   party web:4711 1 1                              leaves the first card one child
 *   reservations                                    lists the show's reservations, numbered
 *   redeem 1                                        redeems the first of them
 *   close                                           ends the day: waits until the registry has every line
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

// The file keeps what has not reached the registry, even if this program is killed, and the next run sends it.
const desk = createDesk({ registry, token, show, storage: fileStorage(file) });
const day = openDay(desk);
const till = createTill(desk, day);
const commands: Readonly<Record<string, (...words: string[]) => Promise<string>>> = {
  sell: (reference = '', ...cards) => till.sell(cards, reference),
  cancel: (reference = '', number) => till.takeBack(reference, Number(number)),
  party: (reference = '', number, children) => till.takeBack(reference, Number(number), Number(children)),
  reservations: till.reservations,
  redeem: (number) => till.redeem(Number(number)),
  close: day.close,
};

// Reports a wrong show or token before the first card is read. Without a network the till still works.
await desk.ready().catch((error) => console.log(`not ready: ${inWords(error)}`));

for await (const line of createInterface({ input: stdin })) {
  const [first = '', ...words] = line.trim().split(/\s+/);
  const command = commands[first] ?? ((children = '0') => till.sell([`${first}+${children}`]));
  console.log(await command(...words).catch(inWords));
  if (first === 'close') break;
}
await desk.close();
stdin.destroy();

function inWords(error: unknown): string {
  if (isKaikuError(error)) return `${error.code}: ${error.message}`;
  throw error;
}
