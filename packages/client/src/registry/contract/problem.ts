/** The problem documents. */
import * as z from 'zod/mini';
import { rules } from '../../admission/rules.ts';
import { Role } from './device.ts';
import { Tickets } from './fields.ts';
import { RefusalBody, RuleRef } from './refusal.ts';
import { Show } from './show.ts';

/** The code of a problem document. Its `type` links to the heading in docs/errors.md. */
export const ProblemCode = z.enum([
  'registry/refused',
  'config/cap-too-low',
  'config/course-window',
  'config/show-in-use',
  'registry/unauthorised',
  'registry/unknown-code',
  'registry/frozen',
  'registry/revoked',
  'registry/lost',
  'registry/not-assigned',
  'registry/forbidden',
  'registry/missing-role',
  'registry/foreign-journal',
  'registry/slowed',
  'registry/not-found',
  'registry/invalid-request',
  'registry/unknown-key',
  'registry/busy',
  'registry/failed',
  'idempotency/mismatch',
]);

/** A problem document (RFC 9457, `application/problem+json`) with our code, and with the refusal if a rule refused. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ProblemCode,
  /** With `registry/refused`. A reason of a newer registry that this client does not know becomes `unknown-rule`. */
  refusal: z.optional(z.catch(RefusalBody, { reason: 'unknown-rule', rule: rules['unknown-rule'] })),
  /** With `config/cap-too-low`: the lowest cap allowed, and the rule behind it. */
  lowestCap: z.optional(z.object({ cap: Tickets, rule: RuleRef })),
  /** With `registry/refused`: the current state of the show. */
  show: z.optional(Show),
  /** With `registry/missing-role`: the roles that may do it. */
  roles: z.optional(z.array(Role)),
  /** With `registry/invalid-request`: the invalid fields, and what is wrong with each. */
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

/** See the schema. */
export type ProblemCode = z.infer<typeof ProblemCode>;
/** See the schema. */
export type Problem = z.infer<typeof Problem>;
