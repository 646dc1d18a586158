/** The commands of the hand-over and the import, from an evening's usages to what Kaikukanta returned. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runHandOver } from '../../packages/registry/src/commands/hand-over.ts';
import { runImport } from '../../packages/registry/src/commands/import.ts';

let server: RegistryServer;
let folder: string;
let lines: string[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaiku-hand-over-'));
  server = await createRegistryServer({ lookUpLimits: 'none', scenario: 'empty' });
  const startsAt = '2026-01-21T17:00:00Z';
  const show = { venueId: 'talo', name: 'Taika-Matti', kind: 'performance', seats: 99, cap: null, startsAt } as const;
  const card = { status: 'active', validUntilOn: '2027-01-01', minors: 3 } as const;
  await server.store.seed({
    venues: [{ id: 'talo', name: 'Talo' }],
    shows: [{ id: 'matti', ...show }],
    cards: ['A045198723', 'X000011986'].map((code) => ({ code, ...card })),
  });
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  lines = [];
  return () => {
    process.exitCode = undefined;
  };
});

const context = {
  openStore: async () => ({ store: server.store, close: async () => {} }),
  env: {},
  print: (line: string) => void lines.push(line),
};
const inFolder = (name: string) => path.join(folder, name);
const handOver = (...args: string[]) => runHandOver(['--out', inFolder('out'), ...args], context);

describe('the commands', () => {
  it('import a list, hand its usages over, and list what Kaikukanta did not take', async () => {
    const list = inFolder('lomake.csv');
    await writeFile(list, 'Tapahtuma;Taika-Matti\nPvm;21.1.2026\nTunnus;Lapset\nA045198723;2\nX000011986;0\nE1234;1\n');
    const nameless = inFolder('ilman-nimea.csv');
    await writeFile(nameless, 'Tunnus;Lapset\nA045198723;2\n');
    await runImport([nameless, '--dry-run'], context);
    expect(lines.at(-2)).toBe(
      'Row 2: The name of the event is missing. Write it above the table, or choose one show for all rows.',
    );
    await runImport([list, '--dry-run'], context);
    expect(lines.at(-1)).toBe('3 rows: 2 recorded, 1 wrong. Nothing was recorded: dry run.');
    await runImport([list], context);
    expect(lines.at(-1)).toBe('3 rows: 2 recorded, 1 wrong.');
    expect(lines.at(-2)).toBe('Row 6, cell A6: This is a number of the time before Kaikukanta.');
    expect(process.exitCode).toBe(1);

    await handOver();
    const file = 'kaikukortti-talo-0001.xlsx';
    expect(lines.at(-1)).toContain(`import 2 usages from ${inFolder('out')}/${file} into Kaikukanta.`);
    expect((await stat(path.join(inFolder('out'), file))).mode & 0o077).toBe(0);
    await handOver('confirm', '1');
    expect(await readdir(inFolder('out'))).toEqual([]);
    await handOver();
    expect(lines.at(-1)).toBe('Nothing to hand over: Kaikukanta has every usage.');

    const returned = inFolder('palautus.csv');
    await writeFile(returned, 'Tunnus;Syy\nA045198723;Kortti ei ole voimassa\nA999999999;Tuntematon\n');
    await handOver('returned', returned);
    expect(lines.at(-2)).toBe('Row 3: no run has handed this usage over.');
    await handOver('attention');
    expect(lines.at(-1)).toMatch(
      /^[0-9a-f-]{36} {2}2026-01-21 {2}A0…723 {2}Taika-Matti {2}\(run 1\): Kortti ei ole voimassa$/,
    );
    await handOver('settle', lines.at(-1)?.slice(0, 36) ?? '', '--again');
    await handOver();
    expect(lines.at(-1)).toContain('Run 2: import 1 usages');
    await handOver('confirm', '2');
    const { entries } = await server.store.log.read({ venueId: 'talo' });
    expect(entries.map(({ action, subject, details }) => [action, subject, details.command ?? details.file])).toEqual([
      ['import', null, 'lomake.csv'],
      ['hand-over', null, 'write'],
      ['hand-over', '1', 'confirm'],
      ['hand-over', null, 'write'],
      ['hand-over', 'palautus.csv', 'returned'],
      ['hand-over', expect.stringMatching(/^[0-9a-f-]{36}$/), 'settle'],
      ['hand-over', null, 'write'],
      ['hand-over', '2', 'confirm'],
    ]);
    expect(lines.join('\n')).not.toMatch(/A045198723|X000011986/);
  });

  it.each([
    [['confirm', 'x'], 'Name a run'],
    [['confirm', '9'], 'Run 9 cannot be confirmed'],
    [['settle', randomUUID()], '--again or --by-hand'],
    [['settle', randomUUID(), '--by-hand'], 'no usage with this id'],
    [['--venue', 'muu'], "no venue 'muu'"],
    [['--from', '1.1.2026'], 'A day is written 2026-11-30'],
    [['--to', '2026-02-30'], 'A day is written 2026-11-30'],
    [['--format', 'ods'], '--format must be xlsx or csv'],
    [['sell'], "no command 'hand-over sell'"],
  ])('say what is wrong with %j', async (args, message) => {
    await expect(handOver(...args)).rejects.toThrow(message);
  });
});
