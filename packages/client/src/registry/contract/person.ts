/** The messages about the people of a venue, who sign in with a passkey. */
import * as z from 'zod/mini';
import { wireText } from '../wire-text.ts';
import { Role } from './device.ts';
import { Instant, ShowId, serverTime } from './fields.ts';

/** The characters of a code. None looks like another, on paper or on a screen. */
export const passkeyCodeAlphabet = 'ACDEFGHJKLMNPQRTVWXY34679';

/** Its length: 4.6 bits a character, 97 in all. */
export const passkeyCodeLength = 21;

/** A one-time code: an invitation, or the recovery code. People may write it in groups and in lower case. */
export const PasskeyCode = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9 -]{1,60}$/)),
  z.transform((text: string) => text.toUpperCase().replaceAll(/[\s-]/g, '')),
);

/** Returns a code as people read it, in groups. `PasskeyCode` parses it. */
export function toPasskeyCodeText(code: string): string {
  return code.replaceAll(/.{7}(?=.)/g, '$&-');
}

/** What the browser's passkey functions take and return (WebAuthn, JSON). The library of both sides knows its members. */
const WebAuthn = z.looseObject({});

/** A person who has signed in. */
export const SignedInPerson = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  venue: z.object({ id: ShowId, name: z.string() }),
});

/** POST /v1/passkeys/options: what a browser needs to make a passkey, with an invitation or a recovery code. */
export const PasskeyOptionsRequest = z.strictObject({ code: PasskeyCode });

/** The options for the browser. */
export const WebAuthnOptionsAnswer = z.object({ options: WebAuthn, serverTime });

/** POST /v1/passkeys: the passkey that the browser has made. The code is used up, and earlier passkeys are gone. */
export const PasskeyRequest = z.strictObject({ code: PasskeyCode, response: WebAuthn });

/** The answer to a `PasskeyRequest`, with the cookie of a session. */
export const PasskeyAnswer = z.object({
  person: SignedInPerson,
  /** Shown this once: makes another passkey if this one is lost. */
  recoveryCode: z.string(),
  serverTime,
});

/** POST /v1/session: the challenge that the browser has signed with a passkey. */
export const SessionRequest = z.strictObject({ response: WebAuthn });

/** The answer to a `SessionRequest`, with the cookie of a session; and to GET /v1/session. */
export const SessionAnswer = z.object({ person: SignedInPerson, serverTime });

/** DELETE /v1/session */
export const SignOutAnswer = z.object({ serverTime });

/** A person of a venue. */
export const PersonFacts = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  /** False until the invitation is used. */
  hasPasskey: z.boolean(),
  signedInAt: z.nullable(Instant),
});

/** GET /v1/people */
export const PeopleAnswer = z.object({ people: z.array(PersonFacts), serverTime });

/** POST /v1/people: a coordinator is made by the operator of the registry only. */
export const InvitationRequest = z.strictObject({
  name: wireText({ min: 1, max: 64 }),
  role: z.enum(['door', 'till', 'broker', 'manager', 'auditor']),
});

/** The answer to an `InvitationRequest`. The code is shown this once. */
export const InvitationAnswer = z.object({ id: z.string(), code: z.string(), expiresAt: Instant, serverTime });

/** DELETE /v1/people/{personId} */
export const PersonRemovedAnswer = z.object({ id: z.string(), serverTime });

/** GET /v1/passkeys: the passkeys of the person who asks; none for a device. */
export const PasskeysAnswer = z.object({
  passkeys: z.array(z.object({ createdAt: Instant, usedAt: z.nullable(Instant) })),
  serverTime,
});

/** The answer to POST /v1/recovery-code. The code is shown this once, and the one before is worth nothing. */
export const RecoveryCodeAnswer = z.object({ recoveryCode: z.string(), serverTime });

/** See the schema. */
export type PasskeysAnswer = z.infer<typeof PasskeysAnswer>;
/** See the schema. */
export type RecoveryCodeAnswer = z.infer<typeof RecoveryCodeAnswer>;
/** See the schema. */
export type WebAuthnOptionsAnswer = z.infer<typeof WebAuthnOptionsAnswer>;
/** See the schema. */
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;
/** See the schema. */
export type SessionAnswer = z.infer<typeof SessionAnswer>;
/** See the schema. */
export type SignOutAnswer = z.infer<typeof SignOutAnswer>;
/** See the schema. */
export type PeopleAnswer = z.infer<typeof PeopleAnswer>;
/** See the schema. */
export type InvitationAnswer = z.infer<typeof InvitationAnswer>;
/** See the schema. */
export type PersonFacts = z.infer<typeof PersonFacts>;
/** See the schema. */
export type SignedInPerson = z.infer<typeof SignedInPerson>;
