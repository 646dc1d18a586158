/**
 * A process that uses an outbox in a file: `node file-storage-child.ts FILE (lines | on)`. It says what has been
 * acknowledged, a line each: `begun`, then `added N` for each entry, and `fact N` once that one has drawn on the unconfirmed limit.
 * With `lines` it adds an entry for each line it reads, with `on` one after the other until it is killed.
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
