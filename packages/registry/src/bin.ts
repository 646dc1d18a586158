#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { arki, createRegistryServer, type DatabaseChoice, listen, type RegistryServer } from './index.ts';

const usage = `kaiku-registry <command> [options]

  demo     a made-up Kaikukanta to develop, demo and test against: sample venues, shows and cards, and tokens that
           everybody can read. In memory, gone at the end
    --data DIR         keeps it in a folder
    --reset            begins anew: drops the data that is there

  serve    a registry of your own: holds the venues, devices, shows and cards that you put in, and nothing at first
    --data DIR         keeps the data in a folder: one process, not safe against power loss
    DATABASE_URL       or, from the environment, on a PostgreSQL server: as many processes as you like
    DATABASE_POOLER    named-statements or unnamed-statements, if that is a PgBouncer in transaction mode
    --allow-origin URL a page's origin that may ask, such as https://tickets.example; may be repeated.
                       Default: every origin of this machine

  Both:
    --port 8787        the port to listen on; 0 takes a free one
    --host 127.0.0.1   the address to listen on`;

const listening = {
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string' },
} as const;

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run([command, ...args]: string[]): Promise<void> {
  if (command === undefined || command === 'help' || [command, ...args].includes('--help')) {
    console.log(usage);
    return;
  }
  switch (command) {
    case 'demo':
      return demo(args);
    case 'serve':
      return serve(args);
    default:
      throw new Error(
        `There is no command '${command}'. Say \`demo\` or \`serve\`; without a command, both are explained.`,
      );
  }
}

async function demo(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...listening, reset: { type: 'boolean', default: false } } });
  const database: DatabaseChoice =
    values.data === undefined ? { kind: 'memory' } : { kind: 'folder', path: values.data };
  const server = await createRegistryServer({ database, reset: values.reset, log });
  await listenUntilStopped(server, values, (url) => [
    `Registry   ${url}`,
    `Cards      ${url}/cards`,
    `Interface  ${url}/docs`,
    `Token      ${arki.tokens.boxOffice}`,
    `Data       ${values.data ?? 'in memory, gone at the end'}`,
  ]);
}

async function serve(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { ...listening, 'allow-origin': { type: 'string', multiple: true } },
  });
  const database = databaseOf(values.data, process.env);
  const origins = values['allow-origin'];
  const server = await createRegistryServer({
    ...{ database, log, scenario: 'empty' },
    ...(origins && { allowedOrigins: origins }),
  });
  await listenUntilStopped(server, values, (url) => [
    `Registry   ${url}`,
    `Interface  ${url}/docs`,
    `Data       ${describe(database)}`,
  ]);
}

/** @throws Error if neither a folder nor an address is given, or both are, or the pooler is of no kind there is */
function databaseOf(folder: string | undefined, env: Readonly<Record<string, string | undefined>>): DatabaseChoice {
  const { DATABASE_URL: url, DATABASE_POOLER: pooler } = env;
  if (folder !== undefined && url !== undefined)
    throw new Error('Both --data and DATABASE_URL are given: the data can be in one place only.');
  if (folder !== undefined) return { kind: 'folder', path: folder };
  if (url === undefined) throw new Error('Say where the data is kept: --data DIR, or DATABASE_URL in the environment.');
  if (pooler === undefined) return { kind: 'postgres', url };
  if (pooler === 'named-statements' || pooler === 'unnamed-statements') return { kind: 'postgres', url, pooler };
  throw new Error(`DATABASE_POOLER is named-statements or unnamed-statements, not '${pooler}'.`);
}

/** The database in words, without a password that its address may hold. */
function describe(choice: DatabaseChoice): string {
  if (choice.kind === 'folder') return choice.path;
  return choice.kind === 'memory' ? 'in memory, gone at the end' : `PostgreSQL at ${new URL(choice.url).host}`;
}

async function listenUntilStopped(
  server: RegistryServer,
  { port, host }: { readonly port: string; readonly host: string },
  linesOf: (url: string) => readonly string[],
): Promise<void> {
  try {
    const { url, close } = await listen(server.app, { port: Number(port), hostname: host });
    console.log(linesOf(url).join('\n'));
    await stopSignal();
    await close();
  } finally {
    await server.close();
  }
}

/** The first SIGINT or SIGTERM; a second one ends the process at once, as without us. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function log(line: string): void {
  console.error(line);
}
