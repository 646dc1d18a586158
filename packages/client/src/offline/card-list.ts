/**
 * The list of cards that a device may hold for an outage, where the host has opted in (docs/promises.md#card-list). It is a
 * hint and never a verdict: an outline of the register that says of a random code in about fifty that it might be in it,
 * so that whoever steals it learns of no card that it exists; and the stopped cards, exactly.
 */
import type { Environment } from '../environment.ts';
import type { OutboxStorage } from '../outbox/storage.ts';
import { deniedBytes, positionsInOutline, signedText } from '../registry/offline-contract.ts';
import type { CardListTold } from '../registry/registry.ts';
import type { CardHint } from '../verdict.ts';

export interface CardListOptions {
  /** The register's key (ECDSA, P-256) that lists are signed with: handed to the host by another way than the list. */
  readonly publicKey: JsonWebKey;
}

export interface CardList {
  /** `undefined` where there is no list, or it is out of date. Never throws. */
  hint(code: string): Promise<CardHint | undefined>;
  /** Fetches a new list where the one at hand is older than half a day. Never throws. */
  refresh(fetchList: () => Promise<CardListTold>): Promise<void>;
}

/** A list is good for a day and no longer, whatever it says itself (decision 0010). */
const goodForMs = 24 * 3_600_000;
const renewAfterMs = goodForMs / 2;

/** At rest: the key cannot be read out again, so the list is of no use without this browser. */
interface Kept {
  readonly issuedAtMs: number;
  readonly filter: Uint8Array;
  readonly denied: Uint8Array;
  readonly key: CryptoKey;
}

const noteKey = 'card-list';

export function createCardList(
  { publicKey }: CardListOptions,
  { now, storage }: { readonly now: Environment['now']; readonly storage: Pick<OutboxStorage, 'note' | 'keepNote'> },
): CardList {
  let loading: Promise<Kept | undefined> | undefined;

  function load(): Promise<Kept | undefined> {
    loading ??= storage.note(noteKey).then(
      (note) => note as Kept | undefined,
      () => undefined,
    );
    return loading;
  }

  async function current(): Promise<Kept | undefined> {
    const kept = await load();
    const ageMs = kept === undefined ? Number.POSITIVE_INFINITY : now() - kept.issuedAtMs;
    // One from the future was made by a clock that has been put back since.
    return ageMs >= 0 && ageMs < goodForMs ? kept : undefined;
  }

  return {
    async hint(code) {
      try {
        const list = await current();
        return list && (await lookUp(list, code));
      } catch {
        return undefined;
      }
    },
    async refresh(fetchList) {
      try {
        const kept = await current();
        if (kept !== undefined && now() - kept.issuedAtMs < renewAfterMs) return;
        const list = await toKept(await fetchList(), publicKey);
        // Of use until the process ends also where it cannot be kept: a file holds no key that cannot be read out.
        loading = Promise.resolve(list);
        await storage.keepNote(noteKey, list);
      } catch {
        // Without it the device decides as it does without any list; tried again at the next refresh.
      }
    },
  };
}

async function lookUp({ filter, denied, key }: Kept, code: string): Promise<CardHint> {
  const keyed = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(code)));
  if (holds(denied, keyed.subarray(0, deniedBytes))) return 'stopped';
  const isKnown = positionsInOutline(keyed, filter.length * 8).every(
    (bit) => ((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0,
  );
  return isKnown ? 'known' : 'not-known';
}

function holds(denied: Uint8Array, wanted: Uint8Array): boolean {
  for (let at = 0; at + deniedBytes <= denied.length; at += deniedBytes) {
    if (wanted.every((byte, nth) => byte === denied[at + nth])) return true;
  }
  return false;
}

/** @throws where it was not signed by that key */
async function toKept(told: CardListTold, publicKey: JsonWebKey): Promise<Kept> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const verifying = await crypto.subtle.importKey('jwk', publicKey, curve, false, ['verify']);
  const signed = new TextEncoder().encode(signedText(told));
  const isGenuine = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    verifying,
    fromBase64(told.signature),
    signed,
  );
  if (!isGenuine) throw new Error('The card list is not signed by the register.');
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  return {
    issuedAtMs: Date.parse(told.issuedAt),
    filter: fromBase64(told.filter),
    denied: fromBase64(told.denied),
    key: await crypto.subtle.importKey('raw', fromBase64(told.key), hmac, false, ['sign']),
  };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
