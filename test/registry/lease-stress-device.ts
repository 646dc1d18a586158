/** A device that takes random steps, with its own journal and leases. */
import type { Random } from './linearizability-random.ts';
import type { Answer, Wire } from './wire.ts';

export interface Player {
  readonly wire: Wire;
  readonly token: string;
  /** The token of a coordinator. */
  readonly coordinator: string;
  readonly shows: readonly string[];
  readonly cards: number;
  readonly steps: number;
  readonly random: Random;
  readonly nowMs: number;
}

export interface Played {
  /** Each step with the status of its response. */
  readonly done: readonly string[];
  /** Requests whose repetition had a different response. */
  readonly wrong: readonly string[];
}

/** Takes the given number of steps, one after another. */
export async function playDevice(player: Player): Promise<Played> {
  const { wire, token, coordinator, shows, cards, steps, random, nowMs } = player;
  const journal = random.uuid();
  const takenAt = new Date(nowMs).toISOString();
  const leases: { id: string; showId: string }[] = [];
  const visits: { id: string; showId: string; seq: number }[] = [];
  const asks: { request: Record<string, unknown>; answer: Answer }[] = [];
  const deliveries: Record<string, unknown>[] = [];
  const countedAt = new Map<string, string>();
  const wrong: string[] = [];
  let high = 0;

  const some = <T>(all: readonly T[]): T => random.pick(all) as T;
  const post = (path: string, body: Record<string, unknown>, as = token): Promise<Answer> =>
    wire.call('POST', path, {
      ...{ token: as, body },
      ...(typeof body.id === 'string' && { headers: { 'idempotency-key': body.id } }),
    });
  const number = () => {
    high += 1;
    return high;
  };
  const visit = (how: string, max = 1) => {
    const showId = some(shows);
    const code = () => `A9${String(random.below(cards)).padStart(8, '0')}`;
    const first = code();
    const usages = Array.from({ length: 1 + random.below(max) }, (_, nth) => {
      // Sometimes a card appears twice.
      const card = nth === 0 || random.chance(0.3) ? first : code();
      return { id: random.uuid(), card, minors: random.below(3) };
    });
    const made = { id: random.uuid(), showId, how, takenAt, agreed: true, usages };
    const lease = leases.filter((one) => one.showId === showId).at(-1);
    const seq = number();
    visits.push({ id: made.id, showId, seq });
    return { made, seq, leaseId: random.chance(0.8) ? lease?.id : undefined };
  };
  const report = (max = 1) => {
    const { made, seq, leaseId } = visit(some(['door', 'sold']), max);
    return { kind: 'report', ...made, seq, leaseId: leaseId ?? null, clockSuspect: false };
  };
  const voidRequest = () => {
    const { id, showId, seq } = visits.length > 0 ? some(visits) : { id: random.uuid(), showId: some(shows), seq: 0 };
    const under = random.chance(0.3) && seq > 0 ? seq : number();
    return { kind: 'void', id, showId, seq: under, reason: 'undone-by-clerk' };
  };

  /** A counted visit has the same time in every response, and no entry of ours is rejected. */
  async function deliver(delivery: Record<string, unknown>): Promise<Answer> {
    const answer = await post('/v1/deliveries', delivery);
    for (const { id, outcome, recordedAt } of answer.body.results ?? []) {
      const told = countedAt.get(id) ?? recordedAt;
      if (outcome === 'counted') countedAt.set(id, told);
      if (outcome === 'rejected' || (outcome === 'counted' && told !== recordedAt)) wrong.push(`${id}: ${outcome}`);
    }
    return answer;
  }

  const things = {
    async request() {
      const { made, seq, leaseId } = visit(some(['reserved', 'door', 'sold']), some([1, 1, 3]));
      const request = { mode: 'request', ...made, origin: { journal, seq }, ...(leaseId && { leaseId }) };
      const answer = await post('/v1/visits', request);
      if (answer.status < 500) asks.push({ request, answer });
      return answer;
    },
    deliver() {
      const entries = Array.from({ length: 1 + random.below(4) }, () =>
        some([report, report, () => report(3), voidRequest])(),
      );
      const delivery = { journal, seqHigh: high, entries };
      deliveries.push(delivery);
      return deliver(delivery);
    },
    /** The device crashed before it stored the response, so it repeats the request. */
    async requestAgain() {
      if (asks.length === 0) return things.request();
      const { request, answer } = some(asks);
      const again = await post('/v1/visits', request);
      if (!isSame(answer, again)) wrong.push(`${request.id}: ${answer.status}, then ${inShort(again)}`);
      return again;
    },
    /** The same for a delivery, twice at once. */
    async deliverAgain() {
      if (deliveries.length === 0) return things.deliver();
      const delivery = some(deliveries);
      const [answer] = await Promise.all([deliver(delivery), deliver(delivery)]);
      return answer;
    },
    async lease() {
      const lease = { id: random.uuid(), showId: some(shows) };
      leases.push(lease);
      return post('/v1/leases', { ...lease, journal, want: 1 + random.below(6) });
    },
    giveBack: () => post(`/v1/leases/${(leases.length > 0 ? some(leases) : { id: random.uuid() }).id}/return`, {}),
    revoke() {
      const { id } = leases.length > 0 ? some(leases) : { id: random.uuid() };
      return post(`/v1/leases/${id}/revoke`, { reason: 'koe' }, coordinator);
    },
    void() {
      const { id, showId } = visits.length > 0 ? some(visits) : { id: random.uuid(), showId: some(shows) };
      return post(`/v1/visits/${id}/void`, { showId, reason: 'never-answered' });
    },
    /** The same number for another entry: the journal was cloned. */
    copy: () =>
      post('/v1/deliveries', { journal, seqHigh: high, entries: [{ ...report(), seq: Math.max(1, high - 3) }] }),
  };
  const chances = [
    ...([
      'request',
      'request',
      'request',
      'requestAgain',
      'deliver',
      'deliver',
      'deliverAgain',
      'lease',
      'lease',
    ] as const),
    ...(['giveBack', 'revoke', 'void', 'void'] as const),
  ] as const;

  const done: string[] = [];
  for (let nth = 0; nth < steps; nth += 1) {
    const name = nth > steps - 10 && random.chance(0.2) ? 'copy' : some(chances);
    const { status } = await things[name]();
    done.push(`${name} ${status}`);
  }
  return { done, wrong };
}

/** Returns true if a later outcome is possible: counted stays, refused is never counted, and either may be voided. */
function isSame(first: Answer, again: Answer): boolean {
  if (again.status === 503) return true;
  if (first.status === 409) return again.status === 409 || isVoid(again);
  return again.status === 200 && (isVoid(again) || again.body.visit.recordedAt === first.body.visit.recordedAt);
}

function isVoid({ status, body }: Answer): boolean {
  return status === 200 && body.visit.outcome === 'voided';
}

function inShort({ status, body }: Answer): string {
  return `${status} ${body.visit?.outcome ?? body.code}`;
}
