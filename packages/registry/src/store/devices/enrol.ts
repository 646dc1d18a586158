import { randomBytes, randomInt } from 'node:crypto';
import { type EnrolmentRequest, enrolmentAlphabet } from '@kaiku/client/contract';
import { v7 } from 'uuid';
import { call, type Database, type Queries, toTimestamp } from '../database/database.ts';
import { hashToken, type KnownDevice, knownDevice } from './devices.ts';

/** How long an enrolment code is valid, in milliseconds: enough to walk to a till. */
const codeForMs = 600_000;

const codeLength = 8;

/** How long an access token is valid, in milliseconds. A thief of the key loses it at once if the device is revoked. */
export const accessTokenForMs = 600_000;

/** A code for a device, in clear. */
export interface Enrolment {
  readonly code: string;
  readonly expiresAt: Date;
}

/** A device with a new access token, in clear. */
export interface Admitted {
  readonly device: KnownDevice;
  readonly accessToken: string;
}

/** A proof of a key that was checked, and which may be used once. */
export interface Proof {
  /** The SHA-256 of the public key (RFC 7638). */
  readonly thumbprint: string;
  readonly jti: string;
  /** From then on it is too old, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** Creates a one-time code. Returns `undefined` if the venue lacks the device that is to get another key. */
export async function createEnrolment(
  queries: Queries,
  given: {
    readonly venueId: string;
    /** The device that requests it; `null` for the operator. */
    readonly createdBy: string | null;
    readonly request: EnrolmentRequest;
    readonly atMs: number;
  },
): Promise<Enrolment | undefined> {
  const { venueId, createdBy, request, atMs } = given;
  const { deviceId = null, name = null, role = 'till', shows = null } = request;
  const code = Array.from({ length: codeLength }, () => enrolmentAlphabet[randomInt(enrolmentAlphabet.length)]).join(
    '',
  );
  const expiresAt = new Date(atMs + codeForMs);
  const [created] = await queries.query(
    `insert into enrolment (venue_id, code_hash, created_at, created_by, expires_at, device_id, name, role, show_ids)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where $6::text is null or exists (select from device where id = $6 and venue_id = $1) returning venue_id`,
    [
      venueId,
      hashToken(code),
      toTimestamp(atMs),
      createdBy,
      expiresAt.toISOString(),
      deviceId,
      name,
      role,
      shows && [...shows],
    ],
  );
  return created === undefined ? undefined : { code, expiresAt };
}

interface UsedEnrolment {
  readonly venueId: string;
  readonly deviceId: string | null;
  readonly name: string | null;
  readonly role: string;
  readonly shows: readonly string[] | null;
}

/**
 * Enrols a device by a code, which is then used up, and binds it to a key. Returns `undefined` if the code is unknown, used
 * or expired, if who requested it was stopped since, or if a device has the key.
 */
export function enrolDevice(
  database: Database,
  given: {
    readonly code: string;
    readonly name: string | undefined;
    readonly thumbprint: string;
    readonly atMs: number;
  },
): Promise<Admitted | undefined> {
  const { code, thumbprint, atMs } = given;
  const at = toTimestamp(atMs);
  return database.transaction(async (queries) => {
    // One statement: of two that use a code at once, the second waits for the first, and finds it used.
    const [enrolment] = await queries.query<UsedEnrolment>(
      `update enrolment set used_at = $2 where code_hash = $1 and used_at is null and expires_at > $2
         and not exists (select from device where key_thumbprint = $3)
         and not exists (select from device where id = created_by and state_of(device) <> 'active')
       returning venue_id as "venueId", device_id as "deviceId", name, role, to_jsonb(show_ids) as shows`,
      [hashToken(code), at, thumbprint],
    );
    if (enrolment === undefined) return undefined;
    const { venueId, deviceId, role, shows } = enrolment;
    const id = deviceId ?? v7();
    await queries.query(...call('lock_device', { device: id }));
    if (deviceId === null) {
      await queries.query(
        `insert into device (id, venue_id, name, role, show_ids, key_thumbprint, enrolled_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, venueId, enrolment.name ?? given.name ?? id, role, shows, thumbprint, at],
      );
    } else {
      await queries.query(
        `update device set key_thumbprint = $2, enrolled_at = $3, token_hash = null, expires_at = null,
           revoked_at = null, is_lost = false, frozen_at = null
         where id = $1`,
        [id, thumbprint, at],
      );
      await eraseTokens(queries, id);
    }
    await queries.query('delete from enrolment where venue_id = $1 and expires_at < $2', [venueId, at]);
    return admit(queries, id, atMs);
  });
}

/**
 * Returns another access token for the device of a key, in whatever state, and uses the proof. `undefined` if no device has
 * the key, or the proof was used before.
 */
export function renewToken(database: Database, proof: Proof, atMs: number): Promise<Admitted | undefined> {
  const { thumbprint, jti, untilMs } = proof;
  return database.transaction(async (queries) => {
    const [used] = await queries.query<{ id: string }>(
      `insert into used_proof (venue_id, device_id, jti, until)
       select venue_id, id, $2, $3 from device where key_thumbprint = $1
       on conflict do nothing returning device_id as id`,
      [thumbprint, jti, toTimestamp(untilMs)],
    );
    if (used === undefined) return undefined;
    await queries.query('delete from used_proof where device_id = $1 and until < $2', [used.id, toTimestamp(atMs)]);
    await queries.query('delete from access_token where device_id = $1 and expires_at < $2', [
      used.id,
      toTimestamp(atMs),
    ]);
    return admit(queries, used.id, atMs);
  });
}

/** Returns a device with a new access token. */
async function admit(queries: Queries, id: string, atMs: number): Promise<Admitted | undefined> {
  const accessToken = randomBytes(32).toString('base64url');
  const [device] = await queries.query<KnownDevice>(
    `select ${knownDevice} from device join venue on venue.id = device.venue_id where device.id = $1`,
    [id],
  );
  if (device === undefined) return undefined;
  await queries.query(
    'insert into access_token (venue_id, token_hash, device_id, expires_at) values ($1, $2, $3, $4)',
    [device.venueId, hashToken(accessToken), id, toTimestamp(atMs + accessTokenForMs)],
  );
  return { device, accessToken };
}

/** Makes the access tokens of a device invalid. */
export async function eraseTokens({ query }: Queries, deviceId: string): Promise<void> {
  await query('delete from access_token where device_id = $1', [deviceId]);
}

/**
 * Returns the device of an access token that is bound to the key of a proof, in whatever state, and uses the proof.
 * `undefined` if the token is unknown, expired or bound to another key; `replayed` if the proof was used before.
 */
export async function findDeviceByProof(
  { query }: Queries,
  accessToken: string,
  { thumbprint, jti, untilMs }: Proof,
  atMs: number,
): Promise<KnownDevice | 'replayed' | undefined> {
  const [row] = await query<KnownDevice & { readonly isFresh: boolean }>(
    `select ${knownDevice}, is_fresh as "isFresh"
     from use_proof($1, $2, $3, $4, $5) as its join device on device.id = its.device_id join venue on venue.id = device.venue_id`,
    [hashToken(accessToken), thumbprint, jti, toTimestamp(untilMs), toTimestamp(atMs)],
  );
  if (row === undefined) return undefined;
  const { isFresh, ...device } = row;
  return isFresh ? device : 'replayed';
}
