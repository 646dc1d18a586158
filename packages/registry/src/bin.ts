#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { arki, createRegistryServer, type DatabaseChoice, listen } from './index.ts';

const usage = `kaiku-registry: a Kaikukanta to develop, demo and test against.
  --port 8787        the port to listen on; 0 takes a free one
  --host 127.0.0.1   the address to listen on
  --data DIR         keeps the data in a folder; or set DATABASE_URL to a PostgreSQL server; else it is kept in memory
  --reset            begins anew: drops the data that is there`;

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8787' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      reset: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const database = chooseDatabase(values.data, process.env.DATABASE_URL);
  const registryServer = await createRegistryServer({ database, reset: values.reset, log: (line) => console.error(line) });
  try {
    const server = await listen(registryServer.app, { port: Number(values.port), hostname: values.host });
    console.log(`Register   ${server.url}
Cards      ${server.url}/cards
Interface  ${server.url}/docs
Token      ${arki.tokens.boxOffice}
Data       ${describe(database)}`);
    await toldToStop();
    await server.close();
  } finally {
    await registryServer.close();
  }
}

function chooseDatabase(folder: string | undefined, url: string | undefined): DatabaseChoice {
  if (folder !== undefined) return { kind: 'folder', path: folder };
  return url === undefined ? { kind: 'memory' } : { kind: 'postgres', url };
}

/** The database in words, without a password that its address may hold. */
function describe(choice: DatabaseChoice): string {
  if (choice.kind === 'folder') return choice.path;
  return choice.kind === 'memory' ? 'in memory, gone at the end' : `PostgreSQL at ${new URL(choice.url).host}`;
}

/** The first SIGINT or SIGTERM; a second one ends the process at once, as without us. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
