/** A device that takes random steps, with its own journal and leases. */
import type { Random } from './linearizability-random.ts';
import type { Answer, Wire } from './wire.ts';

export interface Player {
  readonly wire: Wire;
  readonly token: string;
  /** The token of a manager. */
  readonly manager: string;
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
  const { steps, random } = player;
  const wrong: string[] = [];
  const actions = createActions(player, createMessages(player), wrong);
  const done: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const name = step > steps - 10 && random.chance(0.2) ? 'clone' : (random.pick(chances) as (typeof chances)[number]);
    const { status } = await actions[name]();
    done.push(`${name} ${status}`);
  }
  return { done, wrong };
}

/** Each action as often as it is likely. */
const chances = [
  ...(['request', 'request', 'request', 'repeatRequest', 'deliver', 'deliver', 'repeatDelivery'] as const),
  ...(['lease', 'lease', 'returnLease', 'revoke', 'void', 'void'] as const),
] as const;

/** The messages of a device: random visits, reports and voids under its journal's numbers. */
function createMessages({ shows, cards, random, nowMs }: Player) {
  const journal = random.uuid();
  const takenAt = new Date(nowMs).toISOString();
  const leases: { id: string; showId: string }[] = [];
  const visits: { id: string; showId: string; seq: number }[] = [];
  let high = 0;

  const some = <T>(all: readonly T[]): T => random.pick(all) as T;
  const nextNumber = () => {
    high += 1;
    return high;
  };
  const visit = (how: string, max = 1) => {
    const showId = some(shows);
    const code = () => `A9${String(random.below(cards)).padStart(8, '0')}`;
    const first = code();
    const usages = Array.from({ length: 1 + random.below(max) }, (_, index) => {
      // Sometimes a card appears twice.
      const card = index === 0 || random.chance(0.3) ? first : code();
      return { id: random.uuid(), card, minors: random.below(3) };
    });
    const made = { id: random.uuid(), showId, how, takenAt, agreed: true, usages };
    const lease = leases.filter((held) => held.showId === showId).at(-1);
    const seq = nextNumber();
    visits.push({ id: made.id, showId, seq });
    return { made, seq, leaseId: random.chance(0.8) ? lease?.id : undefined };
  };
  const report = (max = 1) => {
    const { made, seq, leaseId } = visit(some(['door', 'sold']), max);
    return { kind: 'report', ...made, seq, leaseId: leaseId ?? null, clockSuspect: false };
  };
  const voidRequest = () => {
    const { id, showId, seq } = visits.length > 0 ? some(visits) : { id: random.uuid(), showId: some(shows), seq: 0 };
    const under = random.chance(0.3) && seq > 0 ? seq : nextNumber();
    return { kind: 'void', id, showId, seq: under, reason: 'undone-by-clerk' };
  };
  return { journal, leases, visits, some, visit, report, voidRequest, highest: () => high };
}

/** Creates the actions of a device. Each returns the response. Wrong responses are added to `wrong`. */
function createActions(
  { wire, token, manager, shows, random }: Player,
  messages: ReturnType<typeof createMessages>,
  wrong: string[],
) {
  const { journal, leases, visits, some, visit, report, voidRequest, highest } = messages;
  const requests: { request: Record<string, unknown>; answer: Answer }[] = [];
  const deliveries: Record<string, unknown>[] = [];
  const countedAt = new Map<string, string>();

  const post = (path: string, body: Record<string, unknown>, as = token): Promise<Answer> =>
    wire.call('POST', path, {
      ...{ token: as, body },
      ...(typeof body.id === 'string' && { headers: { 'idempotency-key': body.id } }),
    });
  /** A counted visit has the same time in every response, and no entry of ours is rejected. */
  const send = async (delivery: Record<string, unknown>): Promise<Answer> => {
    const answer = await post('/v1/deliveries', delivery);
    for (const { id, outcome, recordedAt } of answer.body.results ?? []) {
      const first = countedAt.get(id) ?? recordedAt;
      if (outcome === 'counted') countedAt.set(id, first);
      if (outcome === 'rejected' || (outcome === 'counted' && first !== recordedAt)) wrong.push(`${id}: ${outcome}`);
    }
    return answer;
  };
  const someLease = () => (leases.length > 0 ? some(leases) : { id: random.uuid() }).id;

  const actions = {
    async request() {
      const { made, seq, leaseId } = visit(some(['reserved', 'door', 'sold']), some([1, 1, 3]));
      const request = { mode: 'request', ...made, origin: { journal, seq }, ...(leaseId && { leaseId }) };
      const answer = await post('/v1/visits', request);
      if (answer.status < 500) requests.push({ request, answer });
      return answer;
    },
    deliver() {
      const kinds = [report, report, () => report(3), voidRequest];
      const entries = Array.from({ length: 1 + random.below(4) }, () => some(kinds)());
      const delivery = { journal, seqHigh: highest(), entries };
      deliveries.push(delivery);
      return send(delivery);
    },
    /** The device crashed before it stored the response, so it repeats the request. */
    async repeatRequest() {
      if (requests.length === 0) return actions.request();
      const { request, answer } = some(requests);
      const again = await post('/v1/visits', request);
      if (!isSame(answer, again)) wrong.push(`${request.id}: ${answer.status}, then ${inShort(again)}`);
      return again;
    },
    /** The same for a delivery, twice at once. */
    async repeatDelivery() {
      if (deliveries.length === 0) return actions.deliver();
      const delivery = some(deliveries);
      const [answer] = await Promise.all([send(delivery), send(delivery)]);
      return answer;
    },
    async lease() {
      const lease = { id: random.uuid(), showId: some(shows) };
      leases.push(lease);
      return post('/v1/leases', { ...lease, journal, want: 1 + random.below(6) });
    },
    returnLease: () => post(`/v1/leases/${someLease()}/return`, {}),
    revoke: () => post(`/v1/leases/${someLease()}/revoke`, { reason: 'koe' }, manager),
    void() {
      const { id, showId } = visits.length > 0 ? some(visits) : { id: random.uuid(), showId: some(shows) };
      return post(`/v1/visits/${id}/void`, { showId, reason: 'never-answered' });
    },
    /** The same number for another entry: the journal was cloned. */
    clone() {
      const seqHigh = highest();
      const entries = [{ ...report(), seq: Math.max(1, highest() - 3) }];
      return post('/v1/deliveries', { journal, seqHigh, entries });
    },
  };
  return actions;
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
