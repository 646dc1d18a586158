import { maxConnections, maxReports, settings } from '../store/database/database.ts';
import { requireReady, requireSettings } from '../store/database/readiness.ts';
import { type Check, listOf, rowOf, type Setup } from './check.ts';

/** Connections that one process opens at most. */
const connectionsPerProcess = maxConnections + maxReports;

const oldestVersion = 15;

/** A difference between two clocks that shows in lists, in milliseconds. NTP keeps it a hundred times smaller. */
const maxSkewMs = 2_000;

/** Returns what is found of a setting if it is not as wanted. */
async function unless(setup: Setup, name: string, wanted: readonly string[]): Promise<string | undefined> {
  const { value } = await rowOf<{ value: string }>(setup, 'select current_setting($1) as value', [name]);
  return wanted.includes(value) ? undefined : `\`${name}\` is ${value}.`;
}

/** The first check. Without it the others have nothing to look at. */
export const reachable: Check = {
  id: 'database',
  sentence: 'PostgreSQL answers under DATABASE_URL.',
  look: async ({ query }) => void (await query('select 1')),
  next:
    'Check host, port, user and password. If it says `unsupported startup parameter`, the address is a PgBouncer: set ' +
    'DATABASE_POOLER.',
};

/** The database server, its role and its clocks. */
export const serverChecks: readonly Check[] = [
  {
    id: 'version',
    sentence: `PostgreSQL is version ${oldestVersion} or newer.`,
    async look(setup) {
      const { number } = await rowOf<{ number: number }>(
        setup,
        `select current_setting('server_version_num')::integer as number`,
      );
      const version = Math.floor(number / 10_000);
      return version < oldestVersion ? `It is version ${version}.` : undefined;
    },
    next: 'Upgrade PostgreSQL with pg_upgrade.',
  },
  {
    id: 'primary',
    sentence: 'The database accepts writes.',
    look: ({ query }) =>
      requireReady({ query }).then(
        () => undefined,
        (error: Error) => error.message,
      ),
    next: 'Point DATABASE_URL to the primary, or promote this standby (docs/deploy.md, Failover).',
  },
  {
    id: 'role',
    sentence: 'The role may create and change the schema, and is not a superuser.',
    async look(setup) {
      const role = await rowOf<{ name: string; isSuper: boolean; mayCreate: boolean }>(
        setup,
        `select current_user as name, (select rolsuper from pg_roles where rolname = current_user) as "isSuper",
           coalesce(
             (select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = $1),
             has_database_privilege(current_database(), 'create')) as "mayCreate"`,
        [settings.search_path],
      );
      if (role.isSuper) return `${role.name} is a superuser.`;
      return role.mayCreate ? undefined : `${role.name} does not own the schema ${settings.search_path}.`;
    },
    next: 'Create a role of its own that owns the database (docs/deploy.md, Database).',
  },
  {
    id: 'statistics',
    sentence: 'The role may read the state of replication.',
    async look(setup) {
      const { may } = await rowOf<{ may: boolean }>(setup, `select pg_has_role('pg_read_all_stats', 'usage') as may`);
      return may ? undefined : 'It may not, so the checks of standbys see nothing.';
    },
    next: 'Run as a superuser: grant pg_monitor to <the role>.',
  },
  {
    id: 'pooler',
    sentence: 'The role has the settings that a pooler cannot carry.',
    look: (setup) =>
      setup.database.pooler === undefined
        ? undefined
        : requireSettings(setup).then(
            () => undefined,
            (error: Error) => error.message,
          ),
    next: 'Run the statements, then restart the pooler.',
  },
  {
    id: 'fsync',
    sentence: 'PostgreSQL flushes to the disk.',
    look: (setup) => unless(setup, 'fsync', ['on']),
    next: 'Run: alter system set fsync = on; then restart PostgreSQL. Without it a power cut destroys the database.',
  },
  {
    id: 'full-page-writes',
    sentence: 'PostgreSQL can repair a page that a power cut tore.',
    look: (setup) => unless(setup, 'full_page_writes', ['on']),
    next: 'Run: alter system set full_page_writes = on; select pg_reload_conf();',
  },
  {
    id: 'synchronous-commit',
    sentence: 'A commit waits for the disk, here and on a synchronous standby.',
    look: (setup) => unless(setup, 'synchronous_commit', ['on', 'remote_apply']),
    next: 'Run: alter system set synchronous_commit = on; and reset it for the role and the database.',
  },
  {
    id: 'connections',
    sentence: 'PostgreSQL has connections left for one more process.',
    async look(setup) {
      const { free, max } = await rowOf<{ free: number; max: number }>(
        setup,
        `select max, max - current_setting('superuser_reserved_connections')::integer - used as free
         from (select current_setting('max_connections')::integer as max) as settings,
           (select count(*)::integer as used from pg_stat_activity where backend_type = 'client backend') as activity`,
      );
      return free < connectionsPerProcess
        ? `${free} of ${max} are left, a process needs up to ${connectionsPerProcess}.`
        : undefined;
    },
    next: `Raise max_connections above ${connectionsPerProcess} × processes + 10, or use PgBouncer.`,
  },
  {
    id: 'clock',
    sentence: 'The clocks of this machine and of the database agree.',
    async look(setup) {
      const before = setup.now();
      const { at } = await rowOf<{ at: number }>(
        setup,
        'select (extract(epoch from clock_timestamp()) * 1000)::float8 as at',
      );
      const after = setup.now();
      const skewMs = Math.round(Math.max(before - at, at - after, 0));
      return skewMs > maxSkewMs ? `They differ by ${(skewMs / 1000).toFixed(1)} s.` : undefined;
    },
    next: 'Run NTP on both machines (timedatectl set-ntp true).',
  },
  {
    id: 'time-zone',
    sentence: 'Node and PostgreSQL agree about clocks in Helsinki.',
    async look(setup) {
      const year = new Date(setup.now()).getUTCFullYear();
      const days = [0, 1, 2].flatMap((later) => [`${year + later}-01-15`, `${year + later}-07-15`]);
      const rows = await setup.query<{ day: string; at: Date }>(
        `select day, (day || ' 12:00')::timestamp at time zone 'Europe/Helsinki' as at from unnest($1::text[]) as day`,
        [days],
      );
      const wrong = rows.filter(({ day, at }) => Date.parse(setup.helsinkiInstant(day, '12:00')) !== at.getTime());
      const found = listOf(wrong.map(({ day }) => day));
      return found && `They differ on ${found}`;
    },
    next: 'Install the current tzdata on the database’s machine, and the current Node.',
  },
];
