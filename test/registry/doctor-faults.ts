/** Faults of a set-up, each with what the doctor finds. */
import type { examine } from '@kaiku/registry';
import pg from 'pg';
import { type GoodSetup, origin } from './doctor-fixture.ts';
import { freePort } from './throwaway-postgres.ts';

type Given = Partial<Parameters<typeof examine>[0]>;

export interface Fault {
  readonly id: string;
  readonly when: string;
  readonly found: RegExp;
  /** Other checks that find the same fault. */
  readonly also?: readonly string[];
  make?(setup: GoodSetup): Promise<unknown>;
  mend?(setup: GoodSetup): Promise<unknown>;
  /** Options of the doctor instead of those of the good set-up. */
  options?(setup: GoodSetup): Promise<Given> | Given;
}

/** A setting of the server, broken and reset. */
const settingFault = (id: string, name: string, value: string): Fault => ({
  id,
  when: `${name} is ${value}`,
  found: new RegExp(`${name}.*${value}`),
  make: (setup) => setup.reload(`alter system set ${name} = ${value}`),
  mend: (setup) => setup.reload(`alter system reset ${name}`),
});
/** Rows that statements break and repair. */
const rowFault = (id: string, when: string, found: RegExp, make: string[], mend: string[]): Fault => ({
  ...{ id, when, found },
  make: (setup) => setup.run(...make),
  mend: (setup) => setup.run(...mend),
});
const clients: pg.Client[] = [];
const journal = '0197a000-0000-4000-8000-000000000001';
const journalOf = (device: string, columns: string, values: string) =>
  `insert into journal (venue_id, id, device_id, first_seen_at, last_seen_at, ${columns})
   select venue_id, '${journal}', id, now(), now(), ${values} from device where id = '${device}'`;
const anyDevice = 'suvanto-door';
const noJournal = `delete from journal where id = '${journal}'`;

const serverFaults: readonly Fault[] = [
  {
    id: 'database',
    when: 'no server responds',
    found: /ECONNREFUSED/,
    options: async (setup) => ({
      database: { kind: 'postgres', url: setup.url.replace(/:\d+\//, `:${await freePort()}/`) },
    }),
  },
  {
    id: 'primary',
    when: 'the server accepts no writes',
    found: /read-only/,
    make: (setup) => setup.run('alter database house set default_transaction_read_only = on'),
    mend: (setup) => setup.run('alter database house reset default_transaction_read_only'),
  },
  {
    id: 'role',
    when: 'the registry is a superuser',
    found: /kaiku is a superuser/,
    options: (setup) => ({ database: { kind: 'postgres', url: setup.superuserUrl } }),
  },
  {
    id: 'statistics',
    when: 'the role may not see replication',
    found: /see nothing/,
    also: ['standby', 'commits-wait'],
    make: (setup) => setup.run('revoke pg_monitor from house'),
    mend: (setup) => setup.run('grant pg_monitor to house'),
  },
  {
    id: 'pooler',
    when: 'the role lacks the settings for a pooler',
    found: /alter role current_user set search_path/,
    // Without the search path the registry's tables cannot be found.
    also: ['cards', 'devices', 'expiring', 'slowed', 'journals', 'clones', 'tallies'],
    options: (setup) => ({ database: { kind: 'postgres', url: setup.url, pooler: 'unnamed-statements' } }),
  },
  settingFault('fsync', 'fsync', 'off'),
  settingFault('full-page-writes', 'full_page_writes', 'off'),
  settingFault('synchronous-commit', 'synchronous_commit', 'local'),
  {
    id: 'connections',
    when: 'too many connections are in use',
    found: /of 40 are left/,
    async make(setup) {
      for (let count = 0; count < 20; count += 1) {
        const client = new pg.Client({ connectionString: setup.url });
        await client.connect();
        clients.push(client);
      }
    },
    mend: () => Promise.all(clients.map((client) => client.end())),
  },
  {
    id: 'clock',
    when: 'the clock of the process is wrong',
    found: /differ by \d\d\.\d s/,
    options: () => ({ now: () => Date.now() + 30_000 }),
  },
];

const replicationFaults: readonly Fault[] = [
  {
    id: 'reports',
    when: 'the replica for reports does not respond',
    found: /ECONNREFUSED/,
    options: async ({ url }) => ({
      database: { kind: 'postgres', url, reportsUrl: url.replace(/:\d+\//, `:${await freePort()}/`) },
    }),
  },
  {
    id: 'standby',
    when: 'the only standby is away',
    found: /None does/,
    also: ['commits-wait'],
    make: async (setup) => {
      await setup.stopStandby();
      await setup.until('select count(*) = 0 from pg_stat_replication');
    },
    mend: (setup) => setup.startStandby(),
  },
  {
    id: 'synchronous',
    when: 'the standby is asynchronous',
    found: /asynchronous only/,
    make: (setup) => setSynchronous(setup, '', 'async'),
    mend: (setup) => setSynchronous(setup, '*', 'sync'),
  },
  {
    id: 'commits-wait',
    when: 'commits wait for a standby of another name',
    found: /elsewhere.*every visit waits/,
    also: ['synchronous'],
    make: (setup) => setSynchronous(setup, 'elsewhere', 'async'),
    mend: (setup) => setSynchronous(setup, '*', 'sync'),
  },
  {
    id: 'lag',
    when: 'the standby receives nothing',
    found: /lacks \d\d MB/,
    make: async (setup) => {
      setup.replication.freeze();
      await setup.run(`select pg_logical_emit_message(false, 'test', repeat('x', 20000000))`);
      // The log that the standby lacks ends with a flush of the primary.
      await setup.run('create table lag (); drop table lag');
    },
    mend: async (setup) => {
      setup.replication.thaw();
      await setup.until(
        "select flush_lsn > pg_current_wal_lsn() - 1000000::numeric from pg_stat_replication where state = 'streaming'",
      );
    },
  },
  rowFault(
    'slots',
    'a replication slot has no reader',
    /left_over/,
    ["select pg_create_physical_replication_slot('left_over', true)"],
    ["select pg_drop_replication_slot('left_over')"],
  ),
  {
    id: 'archive',
    when: 'the archive fails',
    found: /could not be archived/,
    make: async (setup) => {
      await setup.reload("alter system set archive_command = 'false'");
      await setup.run('create table archived ()', 'select pg_switch_wal()');
      await setup.until('select last_failed_time is not null from pg_stat_archiver');
    },
    mend: async (setup) => {
      await setup.reload("alter system set archive_command = 'true'");
      await setup.run('drop table archived', 'select pg_switch_wal()');
      await setup.until('select last_archived_time > last_failed_time from pg_stat_archiver');
    },
  },
];

async function setSynchronous(setup: GoodSetup, names: string, state: string): Promise<void> {
  await setup.reload(`alter system set synchronous_standby_names = '${names}'`);
  await setup.until(`select count(*) = 1 from pg_stat_replication where sync_state = '${state}'`);
}

const dataFaults: readonly Fault[] = [
  rowFault(
    'tables',
    'the data lacks a migration',
    /They lack 0002-powers/,
    ['create table saved as table migration', "delete from migration where name = '0002-powers'"],
    ["insert into migration select * from saved where name = '0002-powers'", 'drop table saved'],
  ),
  rowFault(
    'cards',
    'there is no card',
    /refuses every card/,
    ['create table saved as table card', 'delete from card'],
    ['insert into card select * from saved', 'drop table saved'],
  ),
  rowFault(
    'devices',
    'every token is revoked',
    /No device/,
    ['update device set revoked_at = now()'],
    ['update device set revoked_at = null'],
  ),
  rowFault(
    'expiring',
    'a token in use ends soon',
    new RegExp(anyDevice),
    [
      journalOf(anyDevice, 'seq_high', '0'),
      `update device set expires_at = now() + interval '1 day' where id = '${anyDevice}'`,
    ],
    [noJournal, `update device set expires_at = null where id = '${anyDevice}'`],
  ),
  rowFault(
    'slowed',
    'unknown codes slow a device down',
    new RegExp(anyDevice),
    [`update device set slowed_until = now() + interval '1 hour' where id = '${anyDevice}'`],
    ['update device set slowed_until = null'],
  ),
  rowFault(
    'journals',
    'a number of yesterday’s show has not arrived',
    /yesterday \(1 journal\)/,
    [
      `insert into show (id, venue_id, name, kind, admission, starts_at, seats)
       values ('yesterday', 'suvanto', 'Koe', 'performance', 'once', now() - interval '1 day', 10)`,
      journalOf(anyDevice, 'seq_high', '3'),
      `insert into recorded_for (venue_id, show_id, seller_id, journal_id)
       select venue_id, id, venue_id, '${journal}' from show where id = 'yesterday'`,
    ],
    ["delete from recorded_for where show_id = 'yesterday'", noJournal, "delete from show where id = 'yesterday'"],
  ),
  rowFault(
    'clones',
    'two devices use one journal',
    new RegExp(anyDevice),
    [journalOf(anyDevice, 'cloned', 'true')],
    [noJournal],
  ),
  rowFault(
    'tallies',
    'a tally differs from the counted usages',
    /\d+ taken, \d+ counted/,
    ['update tally set taken = taken + 1'],
    ['update tally set taken = taken - 1'],
  ),
];

const frontFaults: readonly Fault[] = [
  {
    id: 'origins',
    when: 'an origin is not encrypted, or has a slash',
    found: /http:\/\/tickets\.example, https:\/\/tickets\.example\//,
    options: () => ({ url: undefined, origins: ['http://tickets.example', 'https://tickets.example/'] }),
  },
  {
    id: 'front',
    when: 'nothing responds at the address',
    found: /responds with nothing/,
    also: ['preflight'],
    options: async () => ({ url: `http://127.0.0.1:${await freePort()}` }),
  },
  {
    id: 'tls',
    when: 'the address is not encrypted',
    found: /is not encrypted/,
    also: ['front', 'preflight'],
    options: () => ({ url: 'http://registry.invalid' }),
  },
  {
    id: 'preflight',
    when: 'the processes do not allow an origin',
    found: /https:\/\/other\.example/,
    options: () => ({ origins: [origin, 'https://other.example'] }),
  },
  {
    id: 'metrics',
    when: 'the metrics are public',
    found: /metrics responds/,
    also: ['front', 'preflight'],
    options: (setup) => ({ url: setup.metrics.url }),
  },
];

/** One fault at least for each check that a real set-up can fail. */
export const faults: readonly Fault[] = [...serverFaults, ...replicationFaults, ...dataFaults, ...frontFaults];
