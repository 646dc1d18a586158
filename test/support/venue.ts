import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { arki, createRegistryServer, listen, type UsageRow } from '@kaiku/registry';
import { pageApp } from '../../.tools/serve-page.ts';
import { nowMs } from './clock.ts';
import { fillFromImage } from './database-image.ts';

/** A registry over HTTP with its database in a folder and the clock of the journeys, and the venue's pages that use it. */
export interface Venue {
  readonly registry: string;
  readonly token: string;
  /** The addresses of the built example pages. */
  readonly dropIn: string;
  readonly boxOffice: string;
  readonly posReact: string;
  /** Stops the registry. Its data stay. */
  stopRegistry(): Promise<void>;
  /** Starts the registry again, at the same address and with the same data. */
  startRegistry(): Promise<void>;
  /** Returns the rows of a show in the registry's database. */
  rows(showId: string): Promise<readonly UsageRow[]>;
  close(): Promise<void>;
}

export async function openVenue(): Promise<Venue> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-venue-'));
  await fillFromImage(folder);
  const open = () => createRegistryServer({ database: { kind: 'folder', path: folder }, now: nowMs });
  const hostname = '127.0.0.1';
  let registryServer = await open();
  let server = await listen(registryServer.app, { port: 0, hostname });
  const registry = server.url;
  const token = arki.tokens.boxOffice;
  const others = { 'reader-doctor': 'examples/reader-doctor/dist' };
  const page = (example: string) =>
    listen(pageApp({ folder: `examples/${example}/dist`, others, registry, token }), { port: 0, hostname });
  const [dropIn, boxOffice] = [await page('venue-drop-in'), await page('box-office-wedge')];
  const posReact = await page('pos-react');
  let running = true;

  async function stopRegistry(): Promise<void> {
    if (!running) return;
    running = false;
    await server.close();
    await registryServer.close();
  }

  return {
    registry,
    token,
    dropIn: dropIn.url,
    boxOffice: boxOffice.url,
    posReact: posReact.url,
    stopRegistry,
    async startRegistry() {
      if (running) return;
      registryServer = await open();
      server = await listen(registryServer.app, { port: Number(new URL(registry).port), hostname });
      running = true;
    },
    rows: (showId) => registryServer.store.usages(showId),
    async close() {
      await dropIn.close();
      await boxOffice.close();
      await posReact.close();
      await stopRegistry();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
