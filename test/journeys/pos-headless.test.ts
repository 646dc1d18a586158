import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { arki } from '@kaiku/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVenue, type Venue } from '../support/venue.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-pos-'));
let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue.close();
  rmSync(folder, { recursive: true });
});

it('a till without a screen records a use through the same client', async () => {
  const { family, expired } = arki.cards;
  const show = arki.shows.evening.id;
  const till = spawn(
    process.execPath,
    [
      ...['examples/pos-headless/src/pos.ts', '--registry', venue.registry, '--token', venue.token, '--show', show],
      ...['--file', path.join(folder, 'till.sqlite')],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  till.stdin.end(`${family.code} 2\n${expired.code}\n${family.code}\n`);

  expect((await text(till.stdout)).trim().split('\n')).toEqual([
    'confirmed: 3 tickets, 3 taken',
    'refused: card-expired',
    'refused: already-recorded',
  ]);
  const rows = await venue.rows(show);
  expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
    { card: family.code, minors: 2, state: 'counted' },
  ]);
});
