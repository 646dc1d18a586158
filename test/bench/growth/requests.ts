/** The requests whose time is measured: what a till sends, and what an office asks. */
import { randomUUID } from 'node:crypto';
import { type FillSize, filled } from './fill.ts';

/** A request of a device of the fill. */
export interface GrowthRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly token: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A kind of request. */
export interface Measurement {
  readonly what: string;
  /** How long the median may take at the full size, in milliseconds; `undefined`: as long as its answer needs. */
  readonly targetMs: number | undefined;
  /** Returns the nth request. What `before` answers is not measured. */
  readonly request: (nth: number) => GrowthRequest;
  readonly before?: (nth: number) => GrowthRequest;
}

/** The goal of every request of a till. */
const tillTargetMs = 10;
/** The goal of statistics. */
const statisticsTargetMs = 100;

/** Of the venue that is measured. All are alike. */
const venue = 7;
const token = filled.till(venue);

const get = (path: string, as: string = token): GrowthRequest => ({ method: 'GET', path, token: as });
const post = (path: string, body: Readonly<Record<string, unknown>>): GrowthRequest => ({
  ...{ method: 'POST', path, token, body },
});

/** Returns what is measured on a fill of a size. */
export function measurements(size: FillSize): readonly Measurement[] {
  return [...tillMeasurements(size), ...officeMeasurements()];
}

function tillMeasurements(size: FillSize): readonly Measurement[] {
  const perVenue = Math.floor(size.shows / size.venues);
  const firstToCome = Math.floor((perVenue * 9) / 10);
  /** The nth show of the venue that is still to come. */
  const showNumber = (nth: number) => (firstToCome + (nth % (perVenue - firstToCome))) * size.venues + venue;
  const showId = (nth: number) => filled.show(showNumber(nth));
  let cards = (size.cards * 9) / 10;
  /** Returns an active card that has no usage. */
  const freshCard = () => {
    cards += cards % 50 === 48 ? 2 : 1;
    return filled.card(cards);
  };
  const visit = (nth: number) => ({
    id: randomUUID(),
    showId: showId(nth),
    takenAt: new Date().toISOString(),
    usages: [{ id: randomUUID(), card: freshCard(), minors: 0 }],
  });
  const createVisits = () => {
    const visits: ReturnType<typeof visit>[] = [];
    return (nth: number) => {
      visits[nth] ??= visit(nth);
      return visits[nth];
    };
  };
  const [asked, voided, found] = [createVisits(), createVisits(), createVisits()];
  const record = (recorded: typeof asked) => (nth: number) =>
    post('/v1/visits', { mode: 'request', how: 'door', ...recorded(nth) });
  const [journal, leaseJournal] = [randomUUID(), randomUUID()];
  const till = (what: string, request: Measurement['request'], before?: Measurement['before']): Measurement => ({
    ...{ what, targetMs: tillTargetMs, request },
    ...(before && { before }),
  });
  return [
    till('look-up', (nth) => post(`/v1/shows/${showId(nth)}/lookups`, { card: filled.card(nth) })),
    till('visit', record(asked)),
    till('delivery of a visit', (nth) => {
      const happened = { kind: 'report', seq: nth + 1, leaseId: null, clockSuspect: false, how: 'door' };
      return post('/v1/deliveries', { journal, seqHigh: nth + 1, entries: [{ ...happened, ...visit(nth) }] });
    }),
    till(
      'void',
      (nth) => {
        const { id, showId } = voided(nth);
        return post(`/v1/visits/${id}/void`, { showId, reason: 'undone-by-clerk' });
      },
      record(voided),
    ),
    till('visit by its id', (nth) => get(`/v1/visits/${found(nth).id}`), record(found)),
    till('shows of a venue', () => get('/v1/shows')),
    till('show', (nth) => get(`/v1/shows/${showId(nth)}`)),
    till('reservations of a show', (nth) => get(`/v1/shows/${showId(nth)}/reservations`)),
    till('visits of a show', (nth) => get(`/v1/visits?show=${showId(nth)}`)),
    till('lease', (nth) =>
      post('/v1/leases', { id: randomUUID(), showId: showId(nth), journal: leaseJournal, want: 2 }),
    ),
    till('news', (nth) => get(`/v1/news?shows=${showId(nth)}&journal=${leaseJournal}`)),
    till('journal', () => get(`/v1/journals/${journal}`)),
    till('reconciliation of a show', (nth) => get(`/v1/shows/${showId(nth)}/reconciliation`)),
  ];
}

function officeMeasurements(): readonly Measurement[] {
  const office = (what: string, query: string, as: string, targetMs?: number): Measurement => ({
    ...{ what: `statistics of ${what}`, targetMs, request: () => get(`/v1/statistics${query}`, as) },
  });
  const { broker, coordinator } = filled;
  return [
    office('a venue, by month', '?by=month', token, tillTargetMs),
    office('a venue, by show', '?by=show', token),
    office('a venue, by a key of the metadata', '?by=month&metadata=channel', token),
    office('a broker, by venue', '?by=venue', broker, statisticsTargetMs),
    office('the country', '', coordinator, statisticsTargetMs),
    office('the country, by month', '?by=month', coordinator, statisticsTargetMs),
    office('the country, by venue', '?by=venue', coordinator, statisticsTargetMs),
    office('the country, 40 days by venue', `?by=venue&${days(60, 20)}`, coordinator, statisticsTargetMs),
    { what: 'shows of a broker', targetMs: undefined, request: () => get('/v1/shows', broker) },
  ];
}

function days(fromAgo: number, toAgo: number): string {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  return `from=${day(fromAgo)}&to=${day(toAgo)}`;
}
