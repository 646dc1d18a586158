/** The installed packages in programs other than browsers. */
import { arki } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVenue, type Venue } from '../../support/venue.ts';
import { makeProject, node, run } from './installed.ts';

const { family, single, oneChild } = arki.cards;
let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
});
afterAll(async () => {
  await venue?.close();
});

/** A till's program that records a card. */
const till = (code: string) => `import { createDesk, memoryStorage } from '@kaiku/client';
  const desk = createDesk({ registry: '${venue.registry}', token: '${venue.token}', show: '${arki.shows.noCap.id}', storage: memoryStorage() });
  const decision = await desk.check('${code}');
  const verdict = await desk.admit([{ decision, minors: 0 }]);
  console.log(verdict.outcome);
  await desk.close();`;

const runtimes = {
  Node: [family, (folder: string) => node(folder, 'till.mjs')],
  Deno: [
    single,
    (folder: string) => run(folder, 'deno', 'run', '--allow-all', '--node-modules-dir=manual', 'till.mjs'),
  ],
  // Its command is made by an install script. The program itself is in a package for each platform.
  Bun: [
    oneChild,
    (folder: string) => run(folder, `../@oven/bun-${process.platform}-${process.arch}/bin/bun`, 'till.mjs'),
  ],
} as const;

describe.each(Object.entries(runtimes))('the client in %s', (name, [card, run]) => {
  it('records a card', async () => {
    const folder = makeProject(`till-${name}`, { 'till.mjs': till(card.code) });
    expect(await run(folder)).toBe('confirmed');
    const rows = await venue.rows(arki.shows.noCap.id);
    expect(rows.filter((row) => row.card === card.code && row.state === 'counted')).toHaveLength(1);
  });
});

it('a server may import what defines the element, the one-file element too', async () => {
  const folder = makeProject('server', {
    'server.mjs': `await import('@kaiku/scanner/define');
      await import('@kaiku/scanner/bundle');
      const { KaikuScanner } = await import('@kaiku/scanner/react');
      console.log(typeof KaikuScanner);`,
  });
  expect(await node(folder, 'server.mjs')).toBe('object');
});
