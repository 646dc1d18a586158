import { randomBytes, randomUUID } from 'node:crypto';
import type { PersonFacts, Role } from '@kaiku/client/contract';
import { type Database, type Queries, toTimestamp } from '../database/database.ts';
import { hashToken, type KnownDevice } from '../devices/devices.ts';
import { addLogEntry } from '../log/log.ts';
import { newPasskeyCode } from './passkey-code.ts';

/** How long an invitation is valid, in milliseconds. Guess: a weekend and a day. */
const invitationMs = 3 * 24 * 3_600_000;

/** How long a session lasts without a request, and altogether, in milliseconds: a break, and a long evening. Guesses. */
const idleMs = 30 * 60_000;
const longestMs = 12 * 3_600_000;

/** How long a person may take to use a passkey, in milliseconds. */
const challengeMs = 5 * 60_000;

/** A person who is to add or use a passkey. */
export type Person = Pick<KnownDevice, 'id' | 'venueId' | 'venueName' | 'name' | 'role'>;

/** A passkey as the registry stores it. */
export interface Passkey {
  readonly id: string;
  readonly publicKey: string;
  readonly counter: number;
}

/** The people of the venues: their invitations, passkeys and sessions. */
export interface People {
  /** Makes a person, and a code that adds a passkey within three days. `undefined`: there is no such venue. */
  invite(
    invitation: Invitation,
  ): Promise<{ readonly id: string; readonly code: string; readonly expiresAt: Date } | undefined>;
  /** Returns the people of a venue by name. */
  list(venueId: string): Promise<readonly PersonFacts[]>;
  /** Ends a person's sessions, passkeys and codes. Returns false if the venue has no such person. */
  remove(venueId: string, personId: string): Promise<boolean>;
  /** Returns a challenge, which `takeChallenge` takes once within five minutes. */
  issueChallenge(): Promise<string>;
  /** Returns whether the challenge was issued and not taken yet. */
  takeChallenge(challenge: string): Promise<boolean>;
  /** Returns whose code it is; `undefined` if it is unknown, used or expired. */
  ofCode(code: string): Promise<Person | undefined>;
  /**
   * Uses a code: the passkey replaces those of the person, and all its sessions and codes end. Returns a session and the
   * next recovery code; `undefined` if the code is unknown, used or expired.
   */
  register(code: string, passkey: Passkey): Promise<(SignedIn & { readonly recoveryCode: string }) | undefined>;
  /** Returns a passkey and whose it is; `undefined` if there is none. */
  passkey(personId: string, passkeyId: string): Promise<(Passkey & { readonly person: Person }) | undefined>;
  /** Begins a session of a passkey that was verified; `undefined` if it is gone, or was used since with this counter. */
  signIn(person: Person, passkey: Pick<Passkey, 'id' | 'counter'>): Promise<SignedIn | undefined>;
  /** Returns the passkeys of a person. */
  passkeysOf(personId: string): Promise<readonly { readonly createdAt: Date; readonly usedAt: Date | null }[]>;
  /** Replaces the recovery code of a person whose passkey was verified. `undefined` in the cases of `signIn`. */
  renewRecoveryCode(person: Person, passkey: Pick<Passkey, 'id' | 'counter'>): Promise<string | undefined>;
  /** Returns the person of a session, and prolongs it; `undefined` if it has ended. */
  bySession(token: string): Promise<KnownDevice | undefined>;
  /** Ends a session. */
  signOut(token: string): Promise<void>;
}

/** Whom to invite. */
export interface Invitation {
  readonly venueId: string;
  readonly name: string;
  readonly role: Role;
  /** The person who invites. `undefined`: a command of the operator. */
  readonly by?: string | undefined;
}

/** A session that has begun. */
export interface SignedIn {
  readonly person: Person;
  /** The token of the session's cookie. */
  readonly token: string;
}

/** Returns the people of a database. */
export function createPeople(database: Database, now: () => number): People {
  const nowAt = () => toTimestamp(now());
  const { transaction } = database;
  return {
    invite: (invitation) => transaction((queries) => invite(queries, invitation, now())),
    list: (venueId) => listPeople(database, venueId),
    remove: (venueId, personId) =>
      transaction(async (queries) => {
        const rows = await queries.query(
          `update device set revoked_at = $3 from person
           where device.id = $2 and person.id = device.id and device.venue_id = $1 and revoked_at is null returning device.id`,
          [venueId, personId, nowAt()],
        );
        await endAll(queries, personId);
        return rows.length > 0;
      }),
    async issueChallenge() {
      const challenge = randomBytes(32).toString('base64url');
      await database.query('delete from sign_in_challenge where expires_at < $1', [nowAt()]);
      await database.query('insert into sign_in_challenge (challenge, expires_at) values ($1, $2)', [
        challenge,
        toTimestamp(now() + challengeMs),
      ]);
      return challenge;
    },
    async takeChallenge(challenge) {
      const taken = await database.query(
        'delete from sign_in_challenge where challenge = $1 and expires_at > $2 returning challenge',
        [challenge, nowAt()],
      );
      return taken.length > 0;
    },
    ofCode: (code) => findByCode(database, code, nowAt()),
    register: (code, passkey) => transaction((queries) => register(queries, { code, passkey, atMs: now() })),
    async passkey(personId, passkeyId) {
      const [row] = await database.query<Passkey & Person & { passkeyId: string; counter: string }>(
        `select passkey.id as "passkeyId", public_key as "publicKey", counter::text, ${personColumns}
         from passkey ${joinPerson}
         where passkey.id = $2 and person_id = $1 and revoked_at is null`,
        [personId, passkeyId],
      );
      if (row === undefined) return undefined;
      const { passkeyId: id, publicKey, counter, ...person } = row;
      return { id, publicKey, counter: Number(counter), person };
    },
    signIn: (person, passkey) =>
      transaction(async (queries) =>
        (await usePasskey(queries, { person, passkey, at: nowAt() }))
          ? beginSession(queries, person, { action: 'signIn', atMs: now() })
          : undefined,
      ),
    passkeysOf: (personId) =>
      database.query(
        'select created_at as "createdAt", used_at as "usedAt" from passkey where person_id = $1 order by created_at',
        [personId],
      ),
    renewRecoveryCode: (person, passkey) =>
      transaction(async (queries) => {
        if (!(await usePasskey(queries, { person, passkey, at: nowAt() }))) return undefined;
        await queries.query('delete from passkey_code where person_id = $1 and expires_at is null', [person.id]);
        return addRecoveryCode(queries, person);
      }),
    bySession: (token) => findBySession(database, token, now()),
    async signOut(token) {
      await database.query('delete from session where token_hash = $1', [hashToken(token)]);
    },
  };
}

const personColumns = 'device.id, device.venue_id as "venueId", venue.name as "venueName", device.name, device.role';
/** Of a table with the column `person_id`. */
const joinPerson = 'join device on device.id = person_id join venue on venue.id = device.venue_id';

async function invite(queries: Queries, { venueId, name, role, by }: Invitation, atMs: number) {
  const { query } = queries;
  const [venue] = await query('select from venue where id = $1', [venueId]);
  if (venue === undefined) return undefined;
  const id = `person-${randomUUID()}`;
  const { code, hash } = newPasskeyCode();
  const expiresAt = new Date(atMs + invitationMs);
  await query('insert into device (id, venue_id, name, role) values ($1, $2, $3, $4)', [id, venueId, name, role]);
  await query('insert into person (venue_id, id, created_at, created_by) values ($1, $2, $3, $4)', [
    venueId,
    id,
    toTimestamp(atMs),
    by ?? null,
  ]);
  await query('insert into passkey_code (venue_id, code_hash, person_id, expires_at) values ($1, $2, $3, $4)', [
    venueId,
    hash,
    id,
    expiresAt.toISOString(),
  ]);
  // An operation has an entry of its own.
  if (by === undefined)
    await addLogEntry(queries, { venueId, action: 'invite', subject: id, details: { name, role } }, atMs);
  return { id, code, expiresAt };
}

async function listPeople(queries: Queries, venueId: string): Promise<readonly PersonFacts[]> {
  const rows = await queries.query<Omit<PersonFacts, 'signedInAt'> & { readonly signedInAt: Date | null }>(
    `select device.id, device.name, role, exists (select from passkey where person_id = device.id) as "hasPasskey",
       (select max(coalesce(used_at, created_at)) from passkey where person_id = device.id) as "signedInAt"
     from person join device on device.id = person.id
     where person.venue_id = $1 and revoked_at is null order by device.name, device.id`,
    [venueId],
  );
  return rows.map((row) => ({ ...row, signedInAt: row.signedInAt?.toISOString() ?? null }));
}

async function findByCode(queries: Queries, code: string, at: string): Promise<Person | undefined> {
  const [person] = await queries.query<Person>(
    `select ${personColumns} from passkey_code ${joinPerson}
     where code_hash = $1 and (passkey_code.expires_at is null or passkey_code.expires_at > $2) and revoked_at is null`,
    [hashToken(code), at],
  );
  return person;
}

async function register(
  queries: Queries,
  { code, passkey, atMs }: { readonly code: string; readonly passkey: Passkey; readonly atMs: number },
): Promise<(SignedIn & { readonly recoveryCode: string }) | undefined> {
  const { query } = queries;
  const at = toTimestamp(atMs);
  const person = await findByCode(queries, code, at);
  // Of two that use the code at once, one deletes it.
  const used = await query('delete from passkey_code where code_hash = $1 returning person_id', [hashToken(code)]);
  if (person === undefined || used.length === 0) return undefined;
  await endAll(queries, person.id);
  const { venueId } = person;
  await query(
    `insert into passkey (venue_id, id, person_id, public_key, counter, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [venueId, passkey.id, person.id, passkey.publicKey, passkey.counter, at],
  );
  const recoveryCode = await addRecoveryCode(queries, person);
  return { ...(await beginSession(queries, person, { action: 'registerPasskey', atMs })), recoveryCode };
}

/** Returns false if the passkey is gone, or was used since with this counter: then it may be a copy. */
async function usePasskey(
  { query }: Queries,
  given: { readonly person: Person; readonly passkey: Pick<Passkey, 'id' | 'counter'>; readonly at: string },
): Promise<boolean> {
  const { person, passkey, at } = given;
  const used = await query(
    `update passkey set counter = $3, used_at = $4
     where id = $1 and person_id = $2 and (counter < $3 or counter = 0) returning id`,
    [passkey.id, person.id, passkey.counter, at],
  );
  return used.length > 0;
}

async function addRecoveryCode({ query }: Queries, { id, venueId }: Person): Promise<string> {
  const { code, hash } = newPasskeyCode();
  await query('insert into passkey_code (venue_id, code_hash, person_id) values ($1, $2, $3)', [venueId, hash, id]);
  return code;
}

/** Ends the sessions, codes and passkeys of a person. */
async function endAll({ query }: Queries, personId: string): Promise<void> {
  for (const table of ['session', 'passkey_code', 'passkey'])
    await query(`delete from ${table} where person_id = $1`, [personId]);
}

async function beginSession(
  queries: Queries,
  person: Person,
  { action, atMs }: { readonly action: string; readonly atMs: number },
): Promise<SignedIn> {
  const token = randomBytes(32).toString('base64url');
  const { id, venueId } = person;
  await queries.query('delete from session where person_id = $1 and expires_at < $2', [id, toTimestamp(atMs)]);
  await queries.query(
    'insert into session (venue_id, token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [venueId, hashToken(token), id, toTimestamp(atMs), toTimestamp(atMs + idleMs)],
  );
  await addLogEntry(queries, { venueId, actor: person, action, subject: id }, atMs);
  return { person, token };
}

async function findBySession(queries: Queries, token: string, atMs: number): Promise<KnownDevice | undefined> {
  const hash = hashToken(token);
  const [row] = await queries.query<KnownDevice & { expiresAt: Date; createdAt: Date }>(
    `select ${personColumns}, state_of(device) as state, to_jsonb(device.show_ids) as shows, session.expires_at as "expiresAt", session.created_at as "createdAt"
     from session ${joinPerson}
     where session.token_hash = $1 and session.expires_at > $2 and revoked_at is null`,
    [hash, toTimestamp(atMs)],
  );
  if (row === undefined) return undefined;
  const { expiresAt, createdAt, ...person } = row;
  const later = Math.min(atMs + idleMs, createdAt.getTime() + longestMs);
  // Written once a minute at most.
  if (later > expiresAt.getTime() + 60_000)
    await queries.query('update session set expires_at = $2 where token_hash = $1', [hash, toTimestamp(later)]);
  return person;
}
