/**
 * Clients that send many concurrent requests for a few shows. They repeat their own and each other's, void what others
 * record, lose responses and retry, as devices do. The seed determines what they do, but not when it happens.
 */

import type { Call } from './linearizability-history.ts';
import { createRandom, type Random } from './linearizability-random.ts';
import type { How, ModelRequest, Reply } from './linearizability-requests.ts';

export type RegistryCall = Call<ModelRequest, Reply> & { readonly client: number };

/** A show with all requests for it. */
export interface LiveShow {
  readonly id: string;
  readonly cap: number;
  /** No report is sent for it, so it never exceeds its cap. */
  readonly requestsOnly: boolean;
  readonly calls: RegistryCall[];
  /** Requests that a client has sent, which any client may repeat. */
  readonly sent: ModelRequest[];
  /** How many clients have a request for it in flight. */
  busy: number;
}

export interface Shop {
  /** Returns a show to request; a show with enough requests is not returned again. */
  enter(random: Random): LiveShow;
  leave(show: LiveShow): void;
  readonly cards: readonly string[];
  readonly closed: boolean;
}

/** After this many attempts a client stops: then the trial has found a permanent failure. */
const maxAttempts = 200;

/** Sends a request once. Returns `undefined` without a response, or if the response leaves the outcome open. */
export type Deliver = (
  show: LiveShow,
  ask: ModelRequest,
  fault: string | undefined,
  random: Random,
) => Promise<Reply | undefined>;

/** Leases tickets of a show, as a device does for an outage, and may return them. Not part of the history. */
export type TakeLease = (show: LiveShow, random: Random) => Promise<void>;

/** Runs one client until the shop closes and its last request has a response. */
export async function runClient(
  client: number,
  {
    shop,
    deliver,
    takeLease,
    seed,
  }: { readonly shop: Shop; readonly deliver: Deliver; readonly takeLease: TakeLease; readonly seed: number },
): Promise<void> {
  const random = createRandom(seed * 1_000 + client);
  while (!shop.closed) {
    const show = shop.enter(random);
    if (random.chance(0.1)) await takeLease(show, createRandom(random.below(2 ** 31)));
    const chosen = chooseRequest(show, shop.cards, random);
    const ask = show.requestsOnly && 'mode' in chosen ? { ...chosen, mode: 'request' as const } : chosen;
    show.sent.push(ask);
    // Sometimes twice at once: an impatient device, or two tabs of one.
    const copies = random.chance(0.15) ? 2 : 1;
    await Promise.all(
      Array.from({ length: copies }, (_, copy) =>
        untilAnswered({
          client: client + copy * 1_000,
          show,
          ask,
          deliver,
          random: createRandom(random.below(2 ** 31)),
        }),
      ),
    );
    shop.leave(show);
  }
}

async function untilAnswered(given: {
  readonly client: number;
  readonly show: LiveShow;
  readonly ask: ModelRequest;
  readonly deliver: Deliver;
  readonly random: Random;
}): Promise<void> {
  const { client, show, ask, deliver, random } = given;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const fault =
      attempt < 3 && random.chance(0.2) ? random.pick(['drop-before', 'drop-after', 'drop-after']) : undefined;
    const startedAt = performance.now();
    const answer = await deliver(show, ask, fault, random);
    const answered = answer && { at: performance.now(), answer };
    show.calls.push({ client, request: ask, startedAt, answered });
    if (answered !== undefined) return;
  }
}

/** Returns the next request, given all earlier ones. */
export function chooseRequest(show: Pick<LiveShow, 'sent'>, cards: readonly string[], random: Random): ModelRequest {
  const dice = random.next();
  const earlier = random.pick(show.sent);
  if (dice < 0.06) return { kind: 'read' };
  if (dice < 0.2 && earlier !== undefined) return repeat(earlier, random);
  if (dice < 0.36 && earlier !== undefined) return takeBack(earlier, random);
  if (dice < 0.46 && earlier?.kind === 'record') return redeemOrRelease(earlier, random);
  return newVisit(cards, dice < 0.56 ? 2 + random.below(2) : 1, random);
}

/** Returns a repetition: unchanged, as a report of a request, or by mistake with different data. */
function repeat(earlier: ModelRequest, random: Random): ModelRequest {
  if (random.chance(0.6)) return earlier;
  if (earlier.kind === 'record' && random.chance(0.3)) {
    return { ...earlier, uses: earlier.uses.map((use) => ({ ...use, minors: use.minors + 1 })) };
  }
  return 'mode' in earlier && earlier.how !== 'reserved' ? { ...earlier, mode: 'report' } : earlier;
}

/** Voids a visit that a client has sent, or an unknown one. */
function takeBack(earlier: ModelRequest, random: Random): ModelRequest {
  if (random.chance(0.1)) return { kind: 'void', id: random.uuid(), uses: [] };
  if (earlier.kind === 'record') return { kind: 'void', id: earlier.id, uses: earlier.uses };
  return earlier.kind === 'redeem' ? { kind: 'void', id: earlier.id, uses: [{ id: earlier.usageId }] } : earlier;
}

/** Mostly of a reservation; for any other usage there is none to redeem. */
function redeemOrRelease({ uses, how }: Extract<ModelRequest, { kind: 'record' }>, random: Random): ModelRequest {
  const reservation = random.pick(uses)?.id ?? '';
  if (random.chance(how === 'reserved' ? 0.3 : 0.7)) return { kind: 'release', id: reservation };
  const minors = random.pick([undefined, undefined, 0, 1]);
  return {
    kind: 'redeem',
    mode: random.chance(0.2) ? 'report' : 'request',
    reservation,
    ...{ id: random.uuid(), usageId: random.uuid() },
    ...(minors !== undefined && { minors }),
    how: random.chance(0.5) ? 'sold' : 'door',
  };
}

function newVisit(cards: readonly string[], size: number, random: Random): ModelRequest {
  const how: How = random.pick(['reserved', 'sold', 'door'] as const) ?? 'door';
  const first = random.below(cards.length);
  const uses = Array.from({ length: size }, (_, place) => ({
    id: random.uuid(),
    card: cards[(first + place) % cards.length] ?? '',
    minors: random.pick([0, 0, 0, 1, 2]) ?? 0,
  }));
  // No reports of reservations: of two for one card the earlier is redeemed, and the history does not show which that is.
  const mode = how !== 'reserved' && random.chance(0.2) ? 'report' : 'request';
  return { kind: 'record', mode, id: random.uuid(), how, uses };
}
