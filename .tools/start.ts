/**
 * `npm start`: runs a registry on an embedded database, and a venue's page that uses it.
 * `npm start -- --reset` deletes the data first; `--port` and `--registry-port` choose other ports, `--seed` other faults
 * for the developer panel.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { arki, createRegistryServer, listen } from '@kaiku/registry';
import { openWire } from '@kaiku/testkit';
import { build } from './build.ts';
import { root } from './run.ts';
import { createFaults, pageApp } from './serve-page.ts';

const { values } = parseArgs({
  options: {
    reset: { type: 'boolean', default: false },
    port: { type: 'string', default: '8080' },
    'registry-port': { type: 'string', default: '8787' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string', default: path.join(root, '.kaiku/registry') },
  },
});

if (values.reset) rmSync(values.data, { recursive: true, force: true });
const faults = createFaults(Number(values.seed));
const database = { kind: 'folder', path: values.data } as const;
const [registryServer] = await Promise.all([
  createRegistryServer({ database, chooseFault: faults.chooseFault }),
  build(),
]);
const wire = openWire(registryServer.app, await listenNear(registryServer.app, Number(values['registry-port'])));
const token = arki.tokens.boxOffice;
const developer = { wire, faults, store: registryServer.store };
const venue = await listenNear(
  pageApp({
    folder: 'examples/venue-drop-in/dist',
    others: { 'reader-doctor': 'examples/reader-doctor/dist' },
    registry: wire.url,
    token,
    developer,
  }),
  Number(values.port),
);

console.log(`
  Venue page     ${venue.url}
  Sample cards   ${wire.url}/cards
  Reader doctor  ${venue.url}/reader-doctor/
  Registry       ${wire.url}/docs
  Data           ${path.relative(process.cwd(), values.data)} (npm start -- --reset deletes it)

  Try: open the venue page, then hold a sample card to the camera, read it with a USB reader, or type ${arki.cards.family.code}.
  Then cut the network in the panel under the page, read more cards, and connect it again.
  Ctrl-C stops.
`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await venue.close();
  await wire.put(false);
  await registryServer.close();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

/** Listens at a port, or at any free one if that is in use. */
async function listenNear(app: Parameters<typeof listen>[0], port: number): ReturnType<typeof listen> {
  const hostname = '127.0.0.1';
  try {
    return await listen(app, { port, hostname });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    console.log(`  Port ${port} is in use; using another.`);
    return listen(app, { port: 0, hostname });
  }
}
