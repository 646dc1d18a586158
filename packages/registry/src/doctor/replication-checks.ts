import { openPostgres } from '../store/database/postgres.ts';
import { maxAgeMs, readAge } from '../store/database/report-source.ts';
import { readStandbys } from '../store/figures.ts';
import { type Check, listOf, rowOf } from './check.ts';

/** What a standby may lack, in bytes. A busy primary writes some 5 MB a second. Guess. */
const maxLagBytes = 16 * 1024 * 1024;

/** Standbys, and the archive: what is left if the disk of the primary is not. */
export const replicationChecks: readonly Check[] = [
  {
    id: 'standby',
    sentence: 'A standby streams.',
    async look(setup) {
      return (await readStandbys(setup)).length > 0
        ? undefined
        : 'None does. A lost disk loses all since the last backup.';
    },
    next: 'Set up a standby (docs/deploy.md, Database). For a trial without one: doctor --accept standby',
  },
  {
    id: 'synchronous',
    sentence: 'A standby streams synchronously, so a failover loses no acknowledged visit.',
    async look(setup) {
      const standbys = await readStandbys(setup);
      if (standbys.length === 0 || standbys.some(({ isSynchronous }) => isSynchronous)) return undefined;
      return `${standbys.map(({ name }) => name).join(', ')}: asynchronous only.`;
    },
    next: "Run: alter system set synchronous_standby_names = 'ANY 1 (*)'; select pg_reload_conf();",
  },
  {
    id: 'commits-wait',
    sentence: 'No commit waits for a standby that is away.',
    async look(setup) {
      const { names } = await rowOf<{ names: string }>(
        setup,
        `select current_setting('synchronous_standby_names') as names`,
      );
      if (names === '' || (await readStandbys(setup)).some(({ isSynchronous }) => isSynchronous)) return undefined;
      return `\`synchronous_standby_names\` is '${names}', and no such standby streams: every visit waits.`;
    },
    next:
      'Start the standby. If it will not come back today, run: alter system reset synchronous_standby_names; select ' +
      'pg_reload_conf(); and add a new one.',
  },
  {
    id: 'lag',
    sentence: 'Standbys keep up.',
    async look(setup) {
      const slow = (await readStandbys(setup)).filter(({ lagBytes }) => (lagBytes ?? 0) > maxLagBytes);
      return listOf(slow.map(({ name, lagBytes }) => `${name} lacks ${Math.round((lagBytes ?? 0) / 1024 / 1024)} MB`));
    },
    next: 'Look at its disk, its network and its log.',
  },
  {
    id: 'reports',
    sentence: 'The replica for statistics and exports, if there is one, answers and keeps up.',
    async look(setup) {
      const { reportsUrl, pooler } = setup.database;
      if (reportsUrl === undefined) return undefined;
      const replica = openPostgres(reportsUrl, { pooler });
      try {
        const ageMs = await readAge(setup, replica);
        return ageMs > maxAgeMs ? `Its data is ${Math.round(ageMs / 1_000)} s old.` : undefined;
      } finally {
        await replica.close();
      }
    },
    next: 'Look at its server and its replication. Until then the primary answers statistics and exports.',
  },
  {
    id: 'slots',
    sentence: 'No replication slot without a reader keeps the write-ahead log.',
    async look(setup) {
      const slots = await setup.query<{ name: string }>(
        'select slot_name as name from pg_replication_slots where not active',
      );
      return listOf(slots.map(({ name }) => name));
    },
    next: "Start its standby, or run: select pg_drop_replication_slot('<name>'); Otherwise the disk fills.",
  },
  {
    id: 'archive',
    sentence: 'The archive of the write-ahead log, if there is one, works.',
    async look(setup) {
      const { failing } = await rowOf<{ failing: string | null }>(
        setup,
        `select case when last_failed_time > coalesce(last_archived_time, '-infinity') then last_failed_wal end as failing
         from pg_stat_archiver`,
      );
      return failing === null ? undefined : `${failing} could not be archived.`;
    },
    next: 'Run archive_command by hand, as the user of PostgreSQL, and read its message.',
  },
];
