/** What the programme allows as the cap of a show, while it is typed. */
import { checkCap, lowestCapAllowed, type ShowFacts } from '@kaiku/client/admission';
import { type CapRuleId, capRules } from '../../locales/cap-rules.ts';
import type { Language } from '../../locales/languages.ts';
import type { Draft } from './draft.ts';
import { startOf } from './draft.ts';

/** Whether a cap is allowed, and why, in a sentence or two. */
export interface CapAdvice {
  readonly isTooLow: boolean;
  readonly text: string;
}

/** Returns what the programme allows for the show of a draft. Without a start, the rules of today apply. */
export function capAdvice(draft: Draft, language: Language): CapAdvice {
  const words = capRules[language];
  const { seats, cap, kind } = draft;
  if (seats === null || !Number.isInteger(seats) || seats < 0) return { isTooLow: false, text: words.noSeats };
  const show = toFacts(draft, seats);
  const { cap: lowest, rule } = lowestCapAllowed(show);
  const isTooLow = checkCap(show) !== undefined;
  const says = words.rule[rule.id as CapRuleId]?.(rule.edition === '2020' ? 5 : 3) ?? rule.id;
  const atLeast = words.atLeast({ lowest, seats, unit: words.unit[unitOf(kind)](lowest), says, source: rule.source });
  if (cap === null) return { isTooLow, text: `${words.noCap} ${atLeast}` };
  return { isTooLow, text: `${isTooLow ? words.tooLow(cap) : words.fine(cap)} ${atLeast}` };
}

function unitOf(kind: Draft['kind']) {
  if (kind === 'swimming-hall') return 'cards';
  return kind === 'course' ? 'places' : 'tickets';
}

function toFacts(draft: Draft, seats: number): ShowFacts {
  const { day: _, time: __, ...facts } = draft;
  const startsAt = startOf({ day: draft.day, time: draft.time || '12:00' }) ?? new Date().toISOString();
  return { ...facts, seats, startsAt, id: 'draft', venue: '', taken: 0 };
}
