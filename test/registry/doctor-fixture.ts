/** A set-up in which the doctor finds nothing: a primary, a synchronous standby, a role of its own, and data. */
import { createRegistryServer, examine, type Listening, listen } from '@kaiku/registry';
import pg from 'pg';
import { type FailingLink, openLink } from './failing-link.ts';
import { freePort, initdbOptions, launch, openPlace, type Place, type RunningPostgres } from './throwaway-postgres.ts';

/** The origin that the registry allows. */
export const origin = 'https://tickets.example';

export interface GoodSetup {
  /** The database, as the registry's role. */
  readonly url: string;
  readonly superuserUrl: string;
  readonly front: Listening;
  readonly metrics: Listening;
  /** The way of everything that the standby receives. */
  readonly replication: FailingLink;
  /** Runs statements as a superuser. They wait for no standby. */
  run(...statements: readonly string[]): Promise<void>;
  /** Runs statements that change settings. Resolves when new sessions have them. */
  reload(...statements: readonly string[]): Promise<void>;
  /** Resolves when a query of the superuser returns true. */
  until(query: string): Promise<void>;
  stopStandby(): Promise<void>;
  startStandby(): Promise<void>;
  /** Returns what the doctor finds, by the id of the check. */
  examine(more?: Partial<Parameters<typeof examine>[0]>): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** @param bin the folder of PostgreSQL's programs */
export async function openGoodSetup(bin: string): Promise<GoodSetup> {
  const place = await openPlace(bin);
  await place.run('initdb', '-D', 'primary', '-U', 'kaiku', ...initdbOptions);
  const primary = await launch(place, {
    data: 'primary',
    port: await freePort(),
    settings: ['max_connections=40', 'archive_mode=on'],
  });
  await withClient(primary.url, async (client) => {
    await client.query("alter system set archive_command = 'true'");
    await client.query('create role house login in role pg_monitor');
    await client.query('create database house owner house');
  });
  const superuserUrl = primary.url.replace(/\/postgres$/, '/house');
  const url = superuserUrl.replace('kaiku@', 'house@');
  const registryServer = await createRegistryServer({
    database: { kind: 'postgres', url },
    allowedOrigins: [origin],
    hasMetrics: true,
  });
  if (registryServer.metricsApp === undefined) throw new Error('The registry has no metrics.');
  const front = await listen(registryServer.app);
  const metrics = await listen(registryServer.metricsApp);
  const replication = await openLink(Number(new URL(primary.url).port));
  const admin = new pg.Client({
    connectionString: superuserUrl,
    options: '-c search_path=kaiku -c synchronous_commit=local -c default_transaction_read_only=off',
  });
  await admin.connect();
  let standby: RunningPostgres | undefined;
  const setup: GoodSetup = {
    ...{ url, superuserUrl, front, metrics, replication },
    async run(...statements) {
      for (const statement of statements) await admin.query(statement);
    },
    async reload(...statements) {
      await setup.run(...statements);
      const { since } = (await admin.query('select clock_timestamp() as since, pg_reload_conf()')).rows[0];
      let loadedAt = new Date(0);
      while (loadedAt < since) {
        await withClient(superuserUrl, async (client) => {
          loadedAt = (await client.query('select pg_conf_load_time() as at')).rows[0].at;
        });
      }
    },
    async until(query) {
      const isTrue = async () => Object.values((await admin.query(query)).rows[0] ?? {})[0] === true;
      while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async stopStandby() {
      await standby?.end('SIGKILL');
      standby = undefined;
    },
    async startStandby() {
      standby = await launch(place, { data: 'standby', port: await freePort(), settings: standbySettings });
      await setup.until(standbyIsBack);
    },
    async examine(more = {}) {
      const database = { kind: 'postgres', url } as const;
      const findings = await examine({ database, url: front.url, origins: [origin], ...more });
      return Object.fromEntries(findings.flatMap(({ id, found }) => (found === undefined ? [] : [[id, found]])));
    },
    async stop() {
      await admin.end();
      await Promise.all([front.close(), metrics.close()]);
      await registryServer.close();
      await setup.stopStandby();
      await primary.end('SIGKILL');
      await replication.close();
      await place.remove();
    },
  };
  await copyPrimary(place, replication.port);
  await setup.startStandby();
  await setup.reload("alter system set synchronous_standby_names = '*'");
  await setup.until("select count(*) = 1 from pg_stat_replication where sync_state = 'sync'");
  return setup;
}

/** A standby that is to be synchronous streams asynchronously for a moment. */
const standbyIsBack = `
  select count(*) = 1 from pg_stat_replication
  where state = 'streaming' and (sync_state <> 'async' or current_setting('synchronous_standby_names') = '')`;

const standbySettings = ['max_connections=40', 'wal_retrieve_retry_interval=200ms'];

function copyPrimary(place: Place, port: number): Promise<void> {
  const from = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'kaiku'];
  return place.run('pg_basebackup', ...from, '-D', 'standby', '-R', '-X', 'stream', '-c', 'fast', '--no-sync');
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}
