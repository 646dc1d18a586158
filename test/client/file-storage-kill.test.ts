/** What an outbox in a file has acknowledged survives `kill -9`, and the file opens again at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import { startWriter } from './file-storage-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-file-storage-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the entry numbers that a process has printed. */
const numbersOf = (said: readonly string[], what: 'added' | 'report') =>
  said.filter((line) => line.startsWith(what)).map((line) => Number(line.split(' ')[1]));

/** Reads a file that no process uses. */
async function contentOf(file: string) {
  const storage = fileStorage(file);
  const entries = await storage.entries();
  const { unconfirmed } = await storage.capacity('hamlet');
  const { journal, seqHigh } = await storage.identity();
  await storage.close();
  const seqs = entries.map(({ seq }) => seq);
  const reports = entries.filter(({ stage }) => stage === 'report').map(({ seq }) => seq);
  return { journal, seqHigh, seqs, reports, unconfirmed };
}

it('the outbox in a file loses nothing acknowledged in 30 kills, and has at most one write more', async () => {
  const file = path.join(folder, 'written.sqlite');
  let before = await contentOf(file);
  const { journal } = before;
  for (let kill = 0; kill < 30; kill += 1) {
    const writer = startWriter(file, 'on');
    // Sometimes after an entry was added, sometimes after one became a report, in runs of different lengths.
    await writer.saidLines(2 + ((kill * 7) % 24));
    await writer.kill();
    const added = numbersOf(writer.said, 'added');
    const reports = numbersOf(writer.said, 'report');
    const after = await contentOf(file);

    const newSeqs = after.seqs.slice(before.seqs.length);
    const newFacts = after.reports.slice(before.reports.length);
    expect(after.seqs.slice(0, before.seqs.length)).toEqual(before.seqs);
    expect(newSeqs.slice(0, added.length)).toEqual(added);
    expect(newFacts.slice(0, reports.length)).toEqual(reports);
    const more = newSeqs.length - added.length + (newFacts.length - reports.length);
    expect(more).toBeLessThanOrEqual(1);
    // The entry and its capacity change are one transaction.
    expect(after.unconfirmed).toBe(after.reports.length);
    expect(after).toMatchObject({ journal, seqHigh: after.seqs.at(-1) });
    before = after;
  }
});

it('the outbox in a file works after a kill while the file was created', async () => {
  for (let kill = 0; kill < 10; kill += 1) {
    const file = path.join(folder, `made-${kill}.sqlite`);
    const writer = startWriter(file, 'on');
    await writer.saidLines(1);
    await writer.kill();
    const storage = fileStorage(file);
    const { seqHigh } = await storage.identity();
    expect(seqHigh).toBeGreaterThanOrEqual(numbersOf(writer.said, 'added').length);
    expect(await storage.append(newRequest())).toBe(seqHigh + 1);
    await storage.close();
  }
});
