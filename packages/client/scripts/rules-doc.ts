/** The text of docs/rules.md, from the tables of the rules: what each says, from which document, in which edition. */
import { lowestCapAllowed } from '../src/admission/cap-policy.ts';
import { capRules } from '../src/admission/cap-policy-rules.ts';
import { agreedAbove } from '../src/admission/community-card.ts';
import { edition2025From, minorsUnder } from '../src/admission/edition.ts';
import type { ShowFacts, ShowKind } from '../src/admission/facts.ts';
import { reasonsAgainstNewUsages } from '../src/admission/held-ticket.ts';
import { type Edition, refusalOrder, ruleSentences, rules } from '../src/admission/rules.ts';
import { cardShapes } from '../src/card/grammar.ts';

/** The refusals about a card or a show that apply even to a ticket that was redeemed in advance. */
const overrules = (about: 'card' | 'show') =>
  refusalOrder
    .filter(
      (reason) =>
        reason.startsWith(`${about}-`) && !reasonsAgainstNewUsages.has(reason) && reason !== 'card-twice-in-visit',
    )
    .map((reason) => `\`${reason}\``)
    .join(', ');

/** The start of an example show in each edition. */
const shownIn: Readonly<Record<Edition, string>> = {
  '2020': '2025-01-15T19:00:00+02:00',
  '2025': '2026-01-15T19:00:00+02:00',
};
/** In the years of the trials, which belong to edition 2020. */
const shownInTrial = '2020-11-15T19:00:00+02:00';

/** Shows for which the page computes the lowest cap. */
const examples: readonly { readonly what: string; readonly kind: ShowKind; readonly seats: number }[] = [
  { what: 'a play', kind: 'performance', seats: 400 },
  { what: 'a play', kind: 'performance', seats: 333 },
  { what: 'a play', kind: 'performance', seats: 100 },
  { what: 'a play', kind: 'performance', seats: 51 },
  { what: 'a play in a small auditorium', kind: 'performance', seats: 50 },
  { what: 'a play in a small auditorium', kind: 'performance', seats: 30 },
  { what: 'an opera for one', kind: 'performance', seats: 10 },
  { what: 'a concert in a large hall', kind: 'performance', seats: 1500 },
  { what: 'a festival', kind: 'mass-event', seats: 3000 },
  { what: 'a festival', kind: 'mass-event', seats: 1000 },
  { what: 'a course', kind: 'course', seats: 12 },
  { what: 'a swimming hall, a day', kind: 'swimming-hall', seats: 300 },
  { what: 'a visiting producer', kind: 'visiting-producer', seats: 250 },
  { what: 'a visiting producer in a small auditorium', kind: 'visiting-producer', seats: 30 },
];

/** Returns the text of docs/rules.md. */
export function rulesDoc(): string {
  return [...head(), ...refusals(), ...tickets(), ...notes(), ...capPolicy(), ''].join('\n');
}

function head(): readonly string[] {
  return [
    '# Rules',
    '',
    '<!-- Written by `npm run docs` from the tables of packages/client/src/admission. Do not edit. -->',
    '',
    'Look up why a card is refused, and what a venue may set. The same rules decide on the desk and in the registry. Each',
    'rule names its heading in [sources.md](sources.md) and its document. Where the documents leave room,',
    '[decision 0009](decisions/0009-cap-policy.md) says what was chosen. The cases, line by line, are in',
    '[test/cases](../test/cases/README.md).',
    '',
    `Two editions: \`2025\` for shows from ${edition2025From} on, \`2020\` for those before, by the show’s date in Helsinki.`,
    '“any” means that both say the same.',
    '',
  ];
}

function refusals(): readonly string[] {
  return [
    '## Refusals',
    '',
    'In order of precedence: if several apply, the answer names the first. For a visit, that is the first over all its',
    'cards; if it applies to several cards, the answer names the card that was shown first.',
    '',
    ...table(
      ['', 'reason', 'what the rule says', 'rule', 'edition', 'document'],
      refusalOrder.map((reason, place) => {
        const { id, edition, source } = rules[reason];
        return [`${place + 1}`, `\`${reason}\``, ruleSentences[reason], heading(id), edition, source];
      }),
    ),
    '',
  ];
}

function tickets(): readonly string[] {
  return [
    '## Has a ticket',
    '',
    '`has-ticket` is not a refusal: if a card is shown at the door and its ticket for this show was redeemed in advance, its',
    'holder is let in, and nothing is recorded ([three-moments](sources.md#three-moments),',
    '[decision 0017](decisions/0017-tickets-and-company.md)). In a group the holder comes in with the others. Two things',
    `overrule it: the card’s status (${overrules('card')}), and a show`,
    `that is cancelled or long over (${overrules('show')}).`,
    '',
  ];
}

function notes(): readonly string[] {
  return [
    '## Numbers',
    '',
    ...table(
      ['what', 'number', 'rule'],
      [
        ...cardShapes.map(({ prefix, digits, holder, medium }) => [
          `digits after \`${prefix}\` (${holder}, ${medium})`,
          digits.join(' or '),
          heading('prefixes'),
        ]),
        ...Object.entries(shownIn).map(([edition, startsAt]) => [
          `the customer’s children are under, edition ${edition}`,
          `${minorsUnder(exampleShow('performance', 400, startsAt), 0)}`,
          heading('children'),
        ]),
        ['clients with a community card are under, any edition', '16', heading('community-cards')],
        ['people in a visit that need no agreement', `at most ${agreedAbove}`, heading('groups')],
      ],
    ),
    '',
  ];
}

function capPolicy(): readonly string[] {
  return [
    '## Cap policy',
    '',
    'The lowest cap that a venue may set is the lowest of all rules that apply to the show, and never more than its seats. A',
    'venue may always set no cap. A rule with years instead of an edition was a trial: it applies to shows of those years only.',
    '',
    ...table(
      ['rule', 'what it says', 'edition', 'document'],
      capRules.map(({ id, says, editions, trial, source }) => [
        heading(id),
        says,
        trial?.join('–') ?? (editions.length === 1 ? editions.join() : 'any'),
        source,
      ]),
    ),
    '',
    'Examples (in parentheses, the rule that gives the number):',
    '',
    ...table(
      ['show', 'seats', 'in 2020–2021', 'edition 2020', 'edition 2025'],
      examples.map(({ what, kind, seats }) => [
        what,
        `${seats}`,
        ...[shownInTrial, ...Object.values(shownIn)].map((startsAt) => workedOut(exampleShow(kind, seats, startsAt))),
      ]),
    ),
  ];
}

function exampleShow(kind: ShowKind, seats: number, startsAt: string): ShowFacts {
  const names = { id: 'example', name: 'Example', venue: 'Example' };
  const windows = { reservationOpens: 'at-once', redemptionOpensMin: null } as const;
  return { ...names, ...windows, kind, startsAt, seats, cap: null, taken: 0 };
}

function workedOut(show: ShowFacts): string {
  const { cap, rule } = lowestCapAllowed(show);
  return `${cap} (${heading(rule.id)})`;
}

function heading(id: string): string {
  return `[${id}](sources.md#${id})`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
