/** The refusal of a request by a rule. */
import * as z from 'zod/mini';
import type { Refusal } from '../../admission/refusal.ts';
import { Day, How, Instant, Minors, Tickets } from './fields.ts';

export const RuleRef = z.object({ id: z.string(), edition: z.enum(['2020', '2025', 'any']), source: z.string() });

const withoutFacts = <R extends string>(reason: R) => z.object({ reason: z.literal(reason), rule: RuleRef });

/** A refusal by a rule: `Refusal`. */
export const RefusalBody = z.discriminatedUnion('reason', [
  withoutFacts('not-a-card'),
  withoutFacts('old-card'),
  withoutFacts('card-unregistered'),
  withoutFacts('card-barred'),
  withoutFacts('card-in-transfer'),
  withoutFacts('card-inactive'),
  z.extend(withoutFacts('card-expired'), { validUntilOn: Day }),
  withoutFacts('community-card-course'),
  withoutFacts('show-cancelled'),
  z.extend(withoutFacts('show-too-long-over'), { on: Day }),
  z.extend(withoutFacts('reservation-not-open'), { opensAt: Instant }),
  z.extend(withoutFacts('redemption-not-open'), { opensAt: Instant }),
  withoutFacts('card-twice-in-visit'),
  z.extend(withoutFacts('already-recorded'), { recordedAt: Instant, how: How, minors: z.exactOptional(Minors) }),
  withoutFacts('community-card-alone'),
  withoutFacts('course-without-children'),
  z.extend(withoutFacts('too-many-minors'), { max: Minors, who: z.enum(['children', 'clients']) }),
  z.extend(withoutFacts('group-not-agreed'), { people: z.int(), agreedAbove: z.int() }),
  z.extend(withoutFacts('cap-reached'), { cap: Tickets, remaining: Tickets }),
  withoutFacts('unknown-rule'),
]) satisfies z.ZodMiniType<Refusal>;
