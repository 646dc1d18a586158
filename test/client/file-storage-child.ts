/**
 * A process that uses an outbox in a file: `node file-storage-child.ts FILE (lines | on)`. It prints each write that was
 * acknowledged, one per line: `begun`, then `added N` for each entry, and `report N` once that one is a report.
 * With `lines` it adds an entry for each line of input, with `on` one after another until it is killed.
 */
import { writeSync } from 'node:fs';
import { stdin } from 'node:process';
import { createInterface } from 'node:readline';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import { newRequest, one, reportOf } from '../contract/outbox-capacity.case.ts';

const [, , file = '', how] = process.argv;
const storage = fileStorage(file);
const say = (line: string) => writeSync(1, `${line}\n`);

async function add(): Promise<void> {
  const request = newRequest();
  const seq = await storage.append(request);
  say(`added ${seq}`);
  const capacityChange = { ...one, max: Number.POSITIVE_INFINITY };
  if (await storage.change(seq, 'request', reportOf(request, 'unconfirmed'), capacityChange)) say(`report ${seq}`);
}

say('begun');
while (how === 'on') await add();
for await (const _ of createInterface({ input: stdin }))
  await add().catch((error: Error) => say(`no: ${error.message}`));
