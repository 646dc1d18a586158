/**
 * Damages a browser's files as a kill can. On purpose, because it happens about once in a thousand kills otherwise: the
 * database's files are torn, so that Chromium deletes the database or returns to an earlier state; or the log of the copy ends
 * in half a record.
 */
import { appendFileSync, existsSync, globSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../registry/linearizability-random.ts';

export type Damage = 'log-cut' | 'log-garbage' | 'manifest-cut' | 'manifest-garbage';

const damages: readonly Damage[] = ['log-cut', 'log-cut', 'log-garbage', 'manifest-cut', 'manifest-garbage'];

/** Tears a file of the profile's databases. Returns `undefined` if there is none yet. */
export function tearDatabase(profile: string, random: Random): Damage | undefined {
  const [folder] = globSync('Default/IndexedDB/*.indexeddb.leveldb', { cwd: profile });
  const damage = random.pick(damages);
  if (folder === undefined || damage === undefined) return undefined;
  const [what, how] = damage.split('-');
  const files = globSync(what === 'log' ? '*.log' : 'MANIFEST-*', { cwd: path.join(profile, folder) }).sort();
  const file = path.join(profile, folder, files.at(-1) ?? '');
  const size = files.length === 0 ? 0 : statSync(file).size;
  if (size === 0) return undefined;
  if (how === 'cut') truncateSync(file, random.below(size));
  else overwrite(file, random.below(size), random);
  return damage;
}

/** Appends half a record to a file of the copy, as a kill during an append does. */
export function tearCopy(profile: string, random: Random): boolean {
  const files = globSync('Default/File System/**/*', { cwd: profile })
    .map((name) => path.join(profile, name))
    .filter((file) => existsSync(file) && statSync(file).isFile() && isOfLog(readFileSync(file)));
  const file = random.pick(files);
  if (file === undefined) return false;
  const content = readFileSync(file);
  appendFileSync(file, content.subarray(0, 1 + random.below(8 + content.readUInt32BE(0) - 1)));
  return true;
}

/** True if it starts with a record: length, checksum, and a text that names the journal. */
function isOfLog(content: Buffer): boolean {
  return content.subarray(8, 19).toString('latin1') === '{"journal":';
}

function overwrite(file: string, at: number, random: Random): void {
  const content = readFileSync(file);
  for (let place = at; place < Math.min(content.length, at + 32); place += 1) content[place] = random.below(256);
  writeFileSync(file, content);
}
