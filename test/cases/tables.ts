/**
 * The tables of this folder as typed questions for the rules. Facts that a case leaves out come from its table's
 * `given`. README.md describes the format. The cases run against the pure module and against a registry over HTTP.
 */
import {
  type AdmissionQuestion,
  type CardFacts,
  type Company,
  type EarlierUsage,
  type Edition,
  parseCardCode,
  type Refusal,
  type RefusalReason,
  rules,
  type ShowFacts,
  type UsageHow,
  type VisitMember,
} from '@kaiku/client/admission';
import cap from './cap.json' with { type: 'json' };
import capPolicy from './cap-policy.json' with { type: 'json' };
import card from './card.json' with { type: 'json' };
import codes from './codes.json' with { type: 'json' };
import community from './community.json' with { type: 'json' };
import duplicates from './duplicates.json' with { type: 'json' };
import garbage from './garbage.json' with { type: 'json' };
import notChecked from './not-checked.json' with { type: 'json' };
import over from './over.json' with { type: 'json' };
import party from './party.json' with { type: 'json' };
import precedence from './precedence.json' with { type: 'json' };
import validity from './validity.json' with { type: 'json' };
import visits from './visits.json' with { type: 'json' };
import windows from './windows.json' with { type: 'json' };

/** The fields of every case. */
interface Named {
  /** File and sentence, as a test title: `party: A customer …`. */
  readonly name: string;
  /** A heading of docs/sources.md, with the document in parentheses. */
  readonly source: string;
}

/** One card; with `minors`, exactly that party. */
export interface AdmissionCase extends Named {
  /** The card code. */
  readonly code: string;
  readonly question: AdmissionQuestion;
  readonly party: { readonly minors: number } | undefined;
  readonly expected:
    | {
        readonly outcome: 'admissible';
        readonly minors: { min: number; max: number; under: 16 | 18; who: 'children' | 'clients' };
        readonly remaining: number | null;
        readonly redeems: string | null;
      }
    | {
        readonly outcome: 'has-ticket';
        readonly ticket: EarlierUsage;
        readonly minors: { min: number; max: number; under: 16 | 18; who: 'children' | 'clients' };
      }
    | { readonly outcome: 'refused'; readonly refusal: Refusal };
}

/** A visit. */
export interface VisitCase extends Named {
  readonly members: readonly VisitMember[];
  readonly show: ShowFacts;
  readonly how: UsageHow;
  readonly agreed: boolean;
  readonly company: Company | undefined;
  readonly atMs: number;
  readonly expected:
    | {
        readonly outcome: 'admissible';
        people: number;
        tickets: number;
        remaining: number | null;
        withTicket: readonly number[];
      }
    | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly member: number | null };
}

/** A show to configure. */
export interface CapPolicyCase extends Named {
  readonly show: ShowFacts;
  readonly expected: {
    readonly edition: Edition;
    /** Number of tickets. */
    readonly lowest: number;
    /** The id of the rule that allows the cap. */
    readonly rule: string;
    /** True if the show's own cap is allowed. */
    readonly capIsFine: boolean;
  };
}

/** A text, read or typed. */
export interface CodeCase extends Named {
  readonly text: string;
  readonly expected: { readonly kind: 'card' | 'old-card' | 'not-a-card'; readonly code?: string };
}

interface Facts {
  readonly code?: string;
  readonly card?: object;
  readonly show?: object;
  readonly earlier?: object | null;
  readonly how?: string;
  readonly at?: string;
  readonly agreed?: boolean;
  readonly company?: string;
}
interface Row extends Facts {
  readonly name: string;
  readonly source: string;
  readonly party?: { readonly minors: number };
  readonly members?: readonly (Facts & { readonly minors: number })[];
  readonly expected: object;
}
interface Table {
  readonly given: Facts;
  readonly cases: readonly Row[];
}

/** Facts of a show that no rule uses. The id is unique for each case, so that one registry can store all cases. */
const names = { name: 'Hamlet', venue: 'Kaupunginteatteri' };

/** Cases of single cards that a registry can store. */
export const admissionCases: readonly AdmissionCase[] = Object.entries({
  card,
  'not-checked': notChecked,
  validity,
  party,
  community,
  duplicates,
  windows,
  over,
  cap,
  precedence,
}).flatMap(([file, table]) => toAdmissionCases(file, table as Table));

/** Cases that a registry cannot store, for the pure module only. */
export const garbageCases: readonly AdmissionCase[] = toAdmissionCases('garbage', garbage as Table);

export const visitCases: readonly VisitCase[] = (visits as Table).cases.map((row, index) => {
  const { given } = visits as Table;
  const facts = { ...given, ...row };
  const { outcome, member, reason, ...more } = row.expected as Told & { member: number | null };
  return {
    ...named('visits', row),
    members: (row.members ?? []).map((told, place) => ({
      code: codeOf(told.code),
      card: cardOf(given.card, told.card),
      earlier: earlierOf(told.earlier, 'visits', index, place),
      minors: told.minors,
    })),
    show: showOf(`visits-${index}`, given.show, row.show),
    how: facts.how as UsageHow,
    agreed: facts.agreed === true,
    company: facts.company as Company | undefined,
    atMs: Date.parse(facts.at ?? ''),
    expected: (outcome === 'refused'
      ? { outcome, member, refusal: refusalOf(reason, more) }
      : { outcome, withTicket: [], ...more }) as VisitCase['expected'],
  };
});

export const capPolicyCases: readonly CapPolicyCase[] = (capPolicy as { cases: readonly Row[] }).cases.map(
  (row, index) => ({
    ...named('cap-policy', row),
    show: showOf(
      `cap-policy-${index}`,
      { taken: 0, cap: null, reservationOpens: 'at-once', redemptionOpensMin: null },
      row.show,
    ),
    expected: { capIsFine: true, ...row.expected } as CapPolicyCase['expected'],
  }),
);

export const codeCases: readonly CodeCase[] = (codes.cases as readonly CodeCase[]).map((row) => ({
  ...row,
  ...named('codes', row),
}));

interface Told {
  readonly outcome: string;
  readonly reason?: RefusalReason;
  readonly redeems?: string;
}

function toAdmissionCases(file: string, { given, cases }: Table): AdmissionCase[] {
  return cases.map((row, index) => {
    const facts = { ...given, ...row };
    const earlier = earlierOf(facts.earlier, file, index, 0);
    const { outcome, reason, redeems, ...more } = row.expected as Told;
    return {
      ...named(file, row),
      code: facts.code ?? '',
      question: {
        code: codeOf(facts.code),
        card: cardOf(given.card, row.card),
        show: showOf(`${file}-${index}`, given.show, row.show),
        earlier,
        how: facts.how as UsageHow,
        atMs: Date.parse(facts.at ?? ''),
        ...(facts.agreed !== undefined && { agreed: facts.agreed }),
        ...(facts.company !== undefined && { company: facts.company as Company }),
      },
      party: row.party,
      expected: (outcome === 'refused'
        ? { outcome, refusal: refusalOf(reason, more) }
        : outcome === 'has-ticket'
          ? { outcome, ...more, ticket: earlier }
          : {
              outcome,
              ...more,
              redeems: redeems === 'earlier' ? (earlier?.usageId ?? '') : null,
            }) as AdmissionCase['expected'],
    };
  });
}

function named(file: string, { name, source }: { readonly name: string; readonly source: string }): Named {
  return { name: `${file}: ${name}`, source };
}

function codeOf(text = ''): AdmissionQuestion['code'] {
  const parsed = parseCardCode(text);
  if (parsed.kind !== 'card') throw new Error(`The tables name a code that is none: ${text}`);
  return parsed.code;
}

/** A card that is unregistered or not checked has no other facts. */
function cardOf(given: object | undefined, told: object | undefined): CardFacts {
  const facts = { ...given, ...told } as CardFacts;
  return facts.registered === true ? facts : { registered: facts.registered };
}

function showOf(id: string, given: object | undefined, told: object | undefined): ShowFacts {
  return { id, ...names, ...given, ...told } as ShowFacts;
}

/** An earlier usage, with an id that is unique among all cases. */
function earlierOf(
  told: object | null | undefined,
  file: string,
  index: number,
  place: number,
): VisitMember['earlier'] {
  if (told === null || told === undefined) return null;
  const hex = [...file].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffff, 7);
  const digits = (value: number, length: number) => value.toString(16).padStart(length, '0');
  const usageId = `${digits(hex, 8)}-${digits(index, 4)}-7000-8000-${digits(place, 12)}`;
  return { usageId, ...told } as VisitMember['earlier'];
}

function refusalOf(reason: RefusalReason | undefined, facts: object): Refusal {
  if (reason === undefined) throw new Error('A case expects a refusal and names no reason.');
  return { reason, rule: rules[reason], ...facts } as Refusal;
}
