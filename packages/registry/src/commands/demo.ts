import { parseArgs } from 'node:util';
import { arki, createRegistryServer, type DatabaseChoice } from '../index.ts';
import { listening, listenUntilStopped } from './listen-until-stopped.ts';
import { log } from './settings.ts';

/** Serves the made-up world. */
export async function demo(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...listening, reset: { type: 'boolean', default: false } } });
  const database: DatabaseChoice =
    values.data === undefined ? { kind: 'memory' } : { kind: 'folder', path: values.data };
  const server = await createRegistryServer({ database, reset: values.reset, log });
  await listenUntilStopped(server, values, (url) => [
    `Registry   ${url}`,
    `Cards      ${url}/cards`,
    `Pages      ${url}/desk`,
    `Interface  ${url}/docs`,
    `Token      ${arki.tokens.boxOffice}`,
    `Manager    ${arki.tokens.manager}`,
    `Show       ${arki.shows.evening.id}`,
    `Data       ${values.data ?? 'in memory, until it stops'}`,
  ]);
}
