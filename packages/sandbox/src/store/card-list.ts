/**
 * The list of cards that a device may hold for an outage (docs/promises.md#card-list): an outline that says of a random
 * code in about fifty that it might be in the register, and the stopped cards, exactly. Both of keyed codes, with a key
 * of the venue and the day.
 */
import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { helsinkiDay } from '@kaiku/client/admission';
import { type CardListAnswer, deniedBytes, positionsInOutline, signedText } from '@kaiku/client/offline-contract';
import type { Queries } from './database.ts';

export type CardList = CardListAnswer['list'];

/** The outline's size: of random codes two in a hundred pass. */
const bitsOfOutlineACard = 8;

/** What lists are made with, of the whole register. */
interface Secret {
  /** ECDSA, P-256: lists are signed with it; PKCS #8 as PEM. */
  readonly signingKey: string;
  /** The venues' daily keys are derived from it; base64. */
  readonly root: string;
}

interface Listed {
  readonly code: string;
  readonly stopped: boolean;
}

/** The list as it stands now; `undefined` where the venue may hold none. */
export async function readCardList(queries: Queries, venueId: string, atMs: number): Promise<CardList | undefined> {
  const [venue] = await queries.query<{ mayHold: boolean }>(
    'select may_hold_card_list as "mayHold" from venue where id = $1',
    [venueId],
  );
  if (!venue?.mayHold) return undefined;
  const secret = await readSecret(queries);
  const cards = await queries.query<Listed>(`select code, status <> 'active' as stopped from card`);
  const key = createHmac('sha256', Buffer.from(secret.root, 'base64'))
    .update(JSON.stringify([venueId, helsinkiDay(atMs)]))
    .digest();
  const { filter, denied } = outline(cards, key);
  const issuedAt = new Date(atMs).toISOString();
  const told = {
    ...{ venueId, issuedAt },
    ...{ filter: toBase64(filter), denied: toBase64(denied), key: toBase64(key) },
  };
  return { ...told, signature: signatureOf(told, secret.signingKey) };
}

/** The key to check lists by, which hosts are handed. */
export async function readCardListKey(queries: Queries): Promise<JsonWebKey> {
  const { signingKey } = await readSecret(queries);
  return createPublicKey(signingKey).export({ format: 'jwk' });
}

/** Made by the first who asks for it, and the same for all processes from then on. */
async function readSecret(queries: Queries): Promise<Secret> {
  const find = () => queries.query<Secret>('select signing_key as "signingKey", root from card_list_secret');
  const [known] = await find();
  if (known !== undefined) return known;
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await queries.query('insert into card_list_secret (signing_key, root) values ($1, $2) on conflict do nothing', [
    privateKey,
    toBase64(randomBytes(32)),
  ]);
  const [made] = await find();
  if (made === undefined) throw new Error('The secret of the card lists was not kept.');
  return made;
}

function outline(cards: readonly Listed[], key: Buffer): { readonly filter: Buffer; readonly denied: Buffer } {
  const filter = Buffer.alloc(Math.ceil((cards.length * bitsOfOutlineACard) / 8));
  const denied: Buffer[] = [];
  for (const { code, stopped } of cards) {
    const keyed = createHmac('sha256', key).update(code).digest();
    for (const bit of positionsInOutline(keyed, filter.length * 8))
      filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    if (stopped) denied.push(keyed.subarray(0, deniedBytes));
  }
  // In their own order: that of the register would tell which were made one after the other.
  return { filter, denied: Buffer.concat(denied.sort(Buffer.compare)) };
}

function signatureOf(told: Omit<CardList, 'signature'>, signingKey: string): string {
  // As WebCrypto reads it: both numbers one after the other, and no DER.
  return toBase64(sign('sha256', Buffer.from(signedText(told)), { key: signingKey, dsaEncoding: 'ieee-p1363' }));
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64');
}
