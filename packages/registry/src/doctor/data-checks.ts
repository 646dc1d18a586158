import { toTimestamp } from '../store/database/database.ts';
import { type Check, listOf, rowOf, type Setup } from './check.ts';

/** How long after a show's start its devices should have delivered everything, in milliseconds: the next morning. */
const deliveredWithinMs = 12 * 3_600_000;

/** How far back the doctor looks at shows, in milliseconds. */
const lookBackMs = 90 * 24 * 3_600_000;

/** How long before its end a token is worth a line, in milliseconds. */
const expiresSoonMs = 14 * 24 * 3_600_000;

/** The registry's own rows. */
export const dataChecks: readonly Check[] = [
  {
    id: 'tables',
    sentence: 'The tables are those of this version.',
    async look({ migrations }) {
      const { missing, newer } = await migrations();
      if (missing.length > 0) return `They lack ${listOf(missing)}`;
      return newer.length > 0 ? `A newer version has changed them: ${listOf(newer)}` : undefined;
    },
    next: 'Start the newer version on every machine: its first process migrates the data (docs/deploy.md, Upgrades).',
  },
  {
    id: 'cards',
    sentence: 'The registry has a list of cards, or checks none.',
    async look(setup) {
      const { some } = await rowOf<{ some: boolean }>(
        setup,
        `select exists (select from card) or (select others = 'not-checked' from card_list) as some`,
      );
      return some ? undefined : 'It has none, so it refuses every card as unregistered.';
    },
    next: 'Import the cards (docs/deploy.md, Venues, devices and cards), or serve with --cards not-checked.',
  },
  {
    id: 'devices',
    sentence: 'A device can send requests.',
    async look(setup) {
      const { some } = await rowOf<{ some: boolean }>(
        setup,
        `select exists (
           select from device where revoked_at is null and (expires_at is null or expires_at > $1)
         ) as some`,
        [toTimestamp(setup.now())],
      );
      return some ? undefined : 'No device has a valid token.';
    },
    next: 'Add one (docs/deploy.md, Venues, devices and cards).',
  },
  {
    id: 'expiring',
    sentence: 'No token of a device that is in use ends within a fortnight.',
    async look(setup) {
      const devices = await setup.query<{ id: string }>(
        `select id from device where revoked_at is null and expires_at between $1 and $2
           and exists (select from journal where device_id = device.id and last_seen_at > $3)
         order by expires_at`,
        [0, expiresSoonMs, -expiresSoonMs].map((ms) => toTimestamp(setup.now() + ms)),
      );
      return listOf(devices.map(({ id }) => id));
    },
    next: 'Make a new device with a new token, switch to it, and revoke the old one.',
  },
  {
    id: 'slowed',
    sentence: 'No device must wait because of unknown codes.',
    async look(setup) {
      const devices = await setup.query<{ id: string }>(
        'select id from device where slowed_until > $1 and revoked_at is null order by slowed_until',
        [toTimestamp(setup.now())],
      );
      return listOf(devices.map(({ id }) => id));
    },
    next: 'Ask the venue what was read there. Then let it in (`POST /v1/devices/{id}/let-in`), or revoke it.',
  },
  {
    id: 'journals',
    sentence: 'Everything that devices recorded at past shows has arrived.',
    look: lookAtJournals,
    next:
      'Ask the venue to open the till with its network on, or to import its saved file. GET ' +
      '/v1/shows/{showId}/reconciliation names the devices.',
  },
  {
    id: 'clones',
    sentence: 'No journal is used by two devices.',
    async look(setup) {
      const devices = await setup.query<{ id: string }>(
        'select distinct device_id as id from journal where cloned and last_seen_at > $1 order by device_id',
        [toTimestamp(setup.now() - lookBackMs)],
      );
      return listOf(devices.map(({ id }) => id));
    },
    next: 'Its browser profile or storage file was copied. Clear the storage of one copy, after it has delivered.',
  },
  {
    id: 'tallies',
    sentence: 'The tally of every show equals its counted usages.',
    look: lookAtTallies,
    next: 'This is a defect: keep a dump, and report it. Restore no backup over it.',
  },
];

async function lookAtJournals({ query, now }: Setup): Promise<string | undefined> {
  const shows = await query<{ id: string; journals: number }>(
    `select show.id, count(*)::integer as journals
     from show join recorded_for on show_id = show.id join journal on journal.id = journal_id
     where starts_at between $1 and $2
       and (lost_pending > 0 or exists (select missing_of(journal.venue_id, journal.id, null, '{}', 1)))
     group by show.id order by max(starts_at) desc`,
    [-lookBackMs, -deliveredWithinMs].map((ms) => toTimestamp(now() + ms)),
  );
  return listOf(shows.map(({ id, journals }) => `${id} (${journals} ${journals === 1 ? 'journal' : 'journals'})`));
}

async function lookAtTallies({ scan }: Setup): Promise<string | undefined> {
  const tallies = await scan<{ show: string; taken: number; counted: number; leased: number; unused: number }>(
    `select tally.show_id || case when admission = 'per-day' then ' ' || tally.day else '' end as show, taken, leased,
       coalesce(counted, 0) as counted, coalesce(unused, 0) as unused
     from tally join show on show.id = tally.show_id
       left join (
         select show_id, day, sum(tickets_of(kind, minors))::integer as counted
         from usage join show on show.id = show_id where state = 'counted' group by show_id, day
       ) as usages using (show_id, day)
       left join (
         select show_id, day, sum(lease.unused)::integer as unused from lease where state = 'open' group by show_id, day
       ) as leases using (show_id, day)
     where taken <> coalesce(counted, 0) or leased <> coalesce(unused, 0)
     order by tally.show_id, tally.day`,
  );
  return listOf(
    tallies.map(({ show, taken, counted, leased, unused }) =>
      taken === counted
        ? `${show}: ${leased} leased, ${unused} in leases`
        : `${show}: ${taken} taken, ${counted} counted`,
    ),
  );
}
