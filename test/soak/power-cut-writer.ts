/**
 * The process under `power-cut-rounds.ts`: `write FOLDER ACKS KIND LIMIT` records visits and writes the ids of those that
 * were acknowledged to a file on another disk; `count FOLDER` says which visits the registry has.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createRegistryServer } from '@kaiku/registry';

const [verb, folder = '', acks = '', kind, limit] = process.argv.slice(2);
const [showId, token, clients] = ['show', 'power-cut', 8];
const takenAt = '2026-11-20T16:00:00Z';

if (kind === 'unflushed') {
  // As PGlite is on its own. The registry imports the function by its name.
  fs.fsyncSync = () => {};
  syncBuiltinESMExports();
}

const { app, store, close } = await createRegistryServer({
  ...({ scenario: 'empty', cards: 'not-checked', lookUpLimits: 'none', keepCardsDays: 'forever' } as const),
  database: { kind: 'folder', path: folder },
  now: () => Date.parse(takenAt),
});

if (verb === 'count') {
  // Nothing may be left, not even the show.
  const usages = await store.usages(showId).catch(() => []);
  await new Promise<void>((resolve) =>
    process.send?.({ visits: usages.map(({ visitId }) => visitId) }, () => resolve()),
  );
  await close();
  process.disconnect();
} else {
  const show = {
    id: showId,
    venueId: 'house',
    name: 'Koe',
    kind: 'performance',
    startsAt: takenAt,
    seats: 9,
    cap: null,
  };
  await store.seed({
    venues: [{ id: 'house', name: 'Talo' }],
    devices: [{ id: 'kassa', venueId: 'house', name: 'Kassa', token }],
    shows: [show as typeof show & { kind: 'performance' }],
  });
  const file = fs.openSync(acks, 'a');
  let [next, acknowledged] = [0, 0];
  const record = async (): Promise<void> => {
    for (;;) {
      const id = randomUUID();
      next += 1;
      const usages = [{ id: randomUUID(), card: `A${String(100_000_000 + next)}`, minors: 0 }];
      const response = await app.fetch(
        new Request('http://registry.test/v1/visits', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': id },
          body: JSON.stringify({ mode: 'request', id, showId, how: 'door', takenAt, usages }),
        }),
      );
      if (response.status !== 201) throw new Error(`The registry answered ${response.status}.`);
      fs.writeSync(file, `${id}\n`);
      acknowledged += 1;
      if (acknowledged === Number(limit)) process.send?.('enough');
    }
  };
  process.once('message', () => {
    for (let client = 0; client < clients; client += 1) void record();
  });
  process.send?.('ready');
}
