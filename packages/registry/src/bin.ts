#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { handOverUsage, runHandOver, startHandOver } from './commands/hand-over.ts';
import { importUsage, runImport } from './commands/import.ts';
import {
  addSealingKey,
  arki,
  createRegistryServer,
  type DatabaseChoice,
  examine,
  type Listening,
  listen,
  migrateDatabase,
  type PrivateSealingKey,
  type RegistryServer,
  readSealingKeys,
  toReport,
} from './index.ts';
import { anonymiseOlderThan, parseDays } from './retention.ts';

const usage = `kaiku-registry <command> [options]

  demo     a made-up world to develop, demo and test: sample venues, shows and cards, and public tokens. In memory,
           unless you name a folder
    --data DIR         stores the data in a folder
    --reset            deletes existing data first

  serve    a registry with your own venues, devices, shows and cards; empty at first
    --data DIR         stores the data in a folder: one process, not safe against power loss
    DATABASE_URL       environment variable: stores it on a PostgreSQL server, for any number of processes
    DATABASE_URL_FILE  the same, as a file with that address: for a credential of systemd or a secret of a container
    SEALING_KEYS       environment variable: the file of the sealing keys. Required with DATABASE_URL; the same for all
                       processes. Default: DIR/sealing-keys.json, made on the first start
    DATABASE_POOLER    named-statements or unnamed-statements, if that is a PgBouncer in transaction mode
    DATABASE_REPORTS_URL  a replica that answers statistics and exports
    FINGERPRINT_KEY    at least 32 random characters, the same for every process, not stored with the dumps. Default: one
                       that the database stores, so that its dumps have it
    --keep-cards 550d  for how long cards are kept; then their visits are anonymised, daily. \`forever\` keeps them
    --hand-over DIR    writes the files for Kaikukanta's import to this folder every night, as \`hand-over\` does
    --allow-origin URL an origin whose pages may call the registry, such as https://tickets.example. Repeatable.
                       Default: every origin of this machine
    --metrics-port N   serves GET /metrics for Prometheus on this port. Default: no metrics
    --metrics-host 127.0.0.1   the address of that port. It has no token: only your monitoring may reach it
    --log-requests     logs every request as a line of JSON, and not only failures
    --address-header NAME  the header in which your proxy writes each client's address, such as X-Real-IP

  migrate  brings data of an older version to this one, while older processes continue. \`serve\` does so too at its start
    --data, DATABASE_URL, DATABASE_POOLER as for \`serve\`

  doctor   looks for what is wrong with the set-up of \`serve\` on DATABASE_URL, and says what to do. Changes nothing.
           Ends with 1 if anything is wrong
    --url URL          the address that devices use, such as https://registry.example: checks the proxy too
    --allow-origin URL as for \`serve\`
    --accept ID        a finding that is all right here, such as standby. Repeatable

  sealing-key FILE     adds a new sealing key to the file, which is made if missing. Devices seal card codes to it once
                       every process was restarted. Keep the earlier keys: they open what devices have sealed before

  anonymise  erases the cards of old visits now. May be interrupted, and run next to \`serve\`
    --older-than 550d  visits recorded before
    --data, DATABASE_URL, DATABASE_POOLER as for \`serve\`

${handOverUsage}

${importUsage}

  demo and serve:
    --port 8787        the port to listen on; 0 for any free port
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
    case 'migrate':
      return migrate(args);
    case 'doctor':
      return doctor(args);
    case 'sealing-key':
      return makeSealingKey(args);
    case 'anonymise':
      return anonymise(args);
    case 'hand-over':
      return runHandOver(args, { openStore, env: process.env, print: console.log });
    case 'import':
      return runImport(args, { openStore, print: console.log });
    default:
      throw new Error(`There is no command '${command}'. Run \`kaiku-registry help\`.`);
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
    `Data       ${values.data ?? 'in memory, until it stops'}`,
  ]);
}

async function serve(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...listening,
      'allow-origin': { type: 'string', multiple: true },
      'address-header': { type: 'string' },
      'metrics-port': { type: 'string' },
      'metrics-host': { type: 'string', default: '127.0.0.1' },
      'log-requests': { type: 'boolean', default: false },
      'keep-cards': { type: 'string' },
      'hand-over': { type: 'string' },
    },
  });
  const database = databaseOf(values.data, process.env);
  const kept = values['keep-cards'];
  const { 'allow-origin': origins, 'address-header': addressHeader } = values;
  const { 'metrics-port': metricsPort, 'metrics-host': metricsHost } = values;
  const sealingKeys = await sealingKeysOf(database, process.env);
  const server = await createRegistryServer({
    ...{ database, log, scenario: 'empty', logsRequests: values['log-requests'] },
    ...{ hasMetrics: metricsPort !== undefined },
    ...(origins && { allowedOrigins: origins }),
    ...(sealingKeys && { sealingKeys }),
    ...(kept !== undefined && { keepCardsDays: kept === 'forever' ? kept : parseDays(kept) }),
    ...fingerprintKeyOf(process.env),
    ...(addressHeader !== undefined && { addressHeader }),
  });
  const metrics = { port: metricsPort ?? '', host: metricsHost };
  const stopHandOver = startHandOver(server.store, values['hand-over'], process.env, log);
  const serving = { ...server, close: () => stopHandOver().then(server.close) };
  await listenUntilStopped(serving, { ...values, metrics }, (url, metricsUrl) => [
    `Registry   ${url}`,
    `Interface  ${url}/docs`,
    ...(metricsUrl === undefined ? [] : [`Metrics    ${metricsUrl}/metrics`]),
    `Data       ${describe(database)}`,
  ]);
}

async function migrate(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' } } });
  const { from, to, steps } = await migrateDatabase(databaseOf(values.data, process.env), { log });
  if (from === undefined) console.log(`Created the tables: ${to}.`);
  else if (steps.length === 0) console.log(`Nothing to do: the data is at ${from}.`);
  else console.log(`Migrated the data from ${from} to ${to}.`);
}

async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      accept: { type: 'string', multiple: true, default: [] },
    },
  });
  const database = databaseOf(undefined, process.env);
  if (database.kind !== 'postgres') throw new Error('The doctor looks at a PostgreSQL server: set DATABASE_URL.');
  const { text, wrong } = toReport(
    await examine({ database, url: values.url, origins: values['allow-origin'] }),
    values.accept,
  );
  console.log(text);
  if (wrong > 0) process.exitCode = 1;
}

async function anonymise(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: { type: 'string' }, 'older-than': { type: 'string' } } });
  const period = values['older-than'];
  if (period === undefined) throw new Error('Name a period, such as --older-than 550d.');
  const days = parseDays(period);
  const { store, close } = await openStore(values.data);
  try {
    console.log((await anonymiseOlderThan(store, { days, nowMs: Date.now() })).line);
  } finally {
    await close();
  }
}

/** Opens the data for a command that serves nothing. */
function openStore(folder: string | undefined): Promise<RegistryServer> {
  const database = databaseOf(folder, process.env);
  return createRegistryServer({
    ...({ database, log, scenario: 'empty', keepCardsDays: 'forever' } as const),
    // Without it, the database would get a key of its own.
    ...fingerprintKeyOf(process.env),
  });
}

function fingerprintKeyOf({ FINGERPRINT_KEY: fingerprintKey }: Readonly<Record<string, string | undefined>>) {
  return fingerprintKey === undefined ? {} : { fingerprintKey };
}

/** @throws Error if neither a folder nor a URL is given, or both are, the pooler is unknown, or the file cannot be read */
function databaseOf(folder: string | undefined, env: Readonly<Record<string, string | undefined>>): DatabaseChoice {
  const { DATABASE_URL_FILE: file, DATABASE_POOLER: pooler, DATABASE_REPORTS_URL: reportsUrl } = env;
  const url = env.DATABASE_URL ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim());
  if (folder !== undefined && url !== undefined)
    throw new Error('Both --data and DATABASE_URL are set. Use only one of them.');
  if (folder !== undefined) return { kind: 'folder', path: folder };
  if (url === undefined)
    throw new Error(
      'No place for the data is set. Use --data DIR, or DATABASE_URL or DATABASE_URL_FILE in the environment.',
    );
  const database = { kind: 'postgres', url, ...(reportsUrl !== undefined && { reportsUrl }) } as const;
  if (pooler === undefined) return database;
  if (pooler === 'named-statements' || pooler === 'unnamed-statements') return { ...database, pooler };
  throw new Error(`DATABASE_POOLER must be named-statements or unnamed-statements, not '${pooler}'.`);
}

/** Returns the keys of the file that is set; `undefined` for those in the folder. @throws Error if a server has no file */
async function sealingKeysOf(
  { kind }: DatabaseChoice,
  { SEALING_KEYS: file }: Readonly<Record<string, string | undefined>>,
): Promise<readonly PrivateSealingKey[] | undefined> {
  if (file !== undefined) return readSealingKeys(file);
  if (kind === 'folder') return undefined;
  throw new Error(
    'No sealing keys are set. Make a file of them with `kaiku-registry sealing-key FILE`, give each process a copy, and name ' +
      'it in SEALING_KEYS. Keep it as safe as the database, and apart from it.',
  );
}

async function makeSealingKey(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error('Name one file: `kaiku-registry sealing-key FILE`.');
  await addSealingKey(file);
  console.log(`${file} has a new sealing key. Restart every process.`);
}

/** Returns the database in words, without a password that its URL may contain. */
function describe(choice: DatabaseChoice): string {
  if (choice.kind === 'folder') return choice.path;
  return choice.kind === 'memory' ? 'in memory, until it stops' : `PostgreSQL at ${new URL(choice.url).host}`;
}

interface Address {
  readonly port: string;
  readonly host: string;
}

/** Serves the registry, and its metrics if it has some, until a signal. */
async function listenUntilStopped(
  server: RegistryServer,
  address: Address & { readonly metrics?: Address },
  linesOf: (url: string, metricsUrl: string | undefined) => readonly string[],
): Promise<void> {
  const servers: Listening[] = [];
  const start = async (app: Parameters<typeof listen>[0], { port, host }: Address) => {
    const started = await listen(app, { port: Number(port), hostname: host });
    servers.push(started);
    return started.url;
  };
  try {
    const { metricsApp } = server;
    const metricsUrl = metricsApp && address.metrics && (await start(metricsApp, address.metrics));
    console.log(linesOf(await start(server.app, address), metricsUrl).join('\n'));
    await stopSignal();
  } finally {
    for (const { close } of servers) await close();
    await server.close();
  }
}

/** Resolves on the first SIGINT or SIGTERM. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function log(line: string): void {
  console.error(line);
}
