/**
 * Clients that ask a few shows for much at once: they repeat themselves and each other, void what others record, lose
 * answers and come again, as devices do, until they have one. What they do is decided by the seed; when it happens is not.
 */

import type { Ask, How, Reply } from './linearizability-asks.ts';
import { createRandom, type Random } from './linearizability-random.ts';
import type { Call } from './linearizability-search.ts';

export type RegistryCall = Call<Ask, Reply> & { readonly client: number };

/** A show that is being asked for, and all that was asked. */
export interface LiveShow {
  readonly id: string;
  readonly cap: number;
  /** Nobody sends facts for it: then it never has more tickets taken than its cap. */
  readonly asksOnly: boolean;
  readonly calls: RegistryCall[];
  /** Requests that somebody has sent, to be repeated by anybody. */
  readonly sent: Ask[];
  /** How many clients are asking for it just now. */
  busy: number;
}

export interface Shop {
  /** A show to ask for; nobody else is told to ask once it has had enough. */
  enter(random: Random): LiveShow;
  leave(show: LiveShow): void;
  readonly cards: readonly string[];
  readonly closed: boolean;
}

/** After so many a client gives up: then something is wrong for good, and the trial has found it. */
const maxAttempts = 200;

/** Sends one request once. `undefined` where no answer came, or one that leaves open whether anything happened. */
export type Deliver = (
  show: LiveShow,
  ask: Ask,
  fault: string | undefined,
  random: Random,
) => Promise<Reply | undefined>;

/** Takes a lease of a show, as a device does for an outage, and may return it. Never told of in the history. */
export type TakeLease = (show: LiveShow, random: Random) => Promise<void>;

/** One client, until the shop closes and its last request has an answer. */
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
    const chosen = chooseAsk(show, shop.cards, random);
    const ask = show.asksOnly && 'mode' in chosen ? { ...chosen, mode: 'request' as const } : chosen;
    show.sent.push(ask);
    // Twice at the same time, now and then: a device that was too impatient, or two tabs of one.
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
  readonly ask: Ask;
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

/** What to ask next, given what anybody has asked before. */
export function chooseAsk(show: Pick<LiveShow, 'sent'>, cards: readonly string[], random: Random): Ask {
  const dice = random.next();
  const earlier = random.pick(show.sent);
  if (dice < 0.06) return { kind: 'read' };
  if (dice < 0.2 && earlier !== undefined) return repeat(earlier, random);
  if (dice < 0.36 && earlier !== undefined) return takeBack(earlier, random);
  if (dice < 0.46 && earlier?.kind === 'record') return redeemOrRelease(earlier, random);
  return newVisit(cards, dice < 0.56 ? 2 + random.below(2) : 1, random);
}

/** What somebody has sent, once more: as it was, as a report where it was a request, or by mistake with different data. */
function repeat(earlier: Ask, random: Random): Ask {
  if (random.chance(0.6)) return earlier;
  if (earlier.kind === 'record' && random.chance(0.3)) {
    return { ...earlier, uses: earlier.uses.map((use) => ({ ...use, minors: use.minors + 1 })) };
  }
  return 'mode' in earlier && earlier.how !== 'reserved' ? { ...earlier, mode: 'report' } : earlier;
}

/** Voids what somebody has sent, or what nobody has. */
function takeBack(earlier: Ask, random: Random): Ask {
  if (random.chance(0.1)) return { kind: 'void', id: random.uuid(), uses: [] };
  if (earlier.kind === 'record') return { kind: 'void', id: earlier.id, uses: earlier.uses };
  return earlier.kind === 'redeem' ? { kind: 'void', id: earlier.id, uses: [{ id: earlier.usageId }] } : earlier;
}

/** Mostly of a reservation; of another usage it finds none. */
function redeemOrRelease({ uses, how }: Extract<Ask, { kind: 'record' }>, random: Random): Ask {
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

function newVisit(cards: readonly string[], size: number, random: Random): Ask {
  const how: How = random.pick(['reserved', 'sold', 'door'] as const) ?? 'door';
  const first = random.below(cards.length);
  const uses = Array.from({ length: size }, (_, place) => ({
    id: random.uuid(),
    card: cards[(first + place) % cards.length] ?? '',
    minors: random.pick([0, 0, 0, 1, 2]) ?? 0,
  }));
  // There are no facts of reservations: of two for one card the earlier is redeemed, and which that is nobody could tell.
  const mode = how !== 'reserved' && random.chance(0.2) ? 'report' : 'request';
  return { kind: 'record', mode, id: random.uuid(), how, uses };
}
