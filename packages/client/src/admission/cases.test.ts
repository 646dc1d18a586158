import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { admissionCases, capPolicyCases, codeCases, garbageCases, visitCases } from '../../../../test/cases/tables.ts';
import { parseCardCode } from '../card/card-code.ts';
import { ticketsOf } from './cap.ts';
import { checkCap, lowestCapAllowed } from './cap-policy.ts';
import { decideAdmission } from './decide.ts';
import { capPolicyEdition } from './edition.ts';
import { instantMs } from './instant.ts';
import { type RefusalReason, refusalOrder } from './rules.ts';
import { isValidCard, isValidEarlier, isValidShow } from './valid-facts.ts';
import { decideVisit } from './visit.ts';

describe('admission', () => {
  for (const { name, question, party, expected } of [...admissionCases, ...garbageCases])
    it(name, () => {
      expect(decideAdmission(question, party)).toEqual(expected);
    });
});

describe('a visit', () => {
  for (const { name, expected, source: _, ...question } of visitCases)
    it(name, () => {
      expect(decideVisit(question)).toEqual(expected);
    });
});

describe('the cap policy', () => {
  for (const { name, show, expected } of capPolicyCases)
    it(name, () => {
      const { cap, rule } = lowestCapAllowed(show);
      const decided = {
        edition: capPolicyEdition(show),
        lowest: cap,
        rule: rule.id,
        capIsFine: checkCap(show) === undefined,
      };
      expect(decided).toEqual(expected);
    });
});

describe('a text', () => {
  for (const { name, text, expected } of codeCases)
    it(name, () => {
      const parsed = parseCardCode(text);
      expect(parsed.kind === 'card' ? { kind: parsed.kind, code: parsed.code.text } : { kind: parsed.kind }).toEqual(
        expected,
      );
    });
});

const all = [...admissionCases, ...garbageCases, ...visitCases, ...capPolicyCases, ...codeCases];

describe('the tables', () => {
  it('have at least 250 cases', () => {
    expect(all.length).toBeGreaterThanOrEqual(250);
  });

  it('have no case twice', () => {
    expect(all.map(({ name }) => name).filter((name, place, names) => names.indexOf(name) !== place)).toEqual([]);
  });

  it('name a heading of docs/sources.md and a document in each case', () => {
    const text = readFileSync(new URL('../../../../docs/sources.md', import.meta.url), 'utf8');
    const headings = new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title)));
    const unknown = all.filter(({ source }) => {
      const [, heading = ''] = /^([a-z0-9-]+) \((?:.*(?:M20|M19|K25|V25|T25|decision \d{4}).*)\)$/.exec(source) ?? [];
      return !headings.has(heading);
    });
    expect(unknown.map(({ name, source }) => `${name}: ${source}`)).toEqual([]);
  });

  it('cover every reason of a refusal', () => {
    const covered = new Set<RefusalReason>();
    for (const { expected } of [...admissionCases, ...garbageCases, ...visitCases])
      if (expected.outcome === 'refused') covered.add(expected.refusal.reason);
    for (const { expected } of codeCases) if (expected.kind !== 'card') covered.add(expected.kind);
    expect(refusalOrder.filter((reason) => !covered.has(reason))).toEqual([]);
  });

  it('have only facts that a registry can store, except for garbage', () => {
    const impossible = [
      ...admissionCases.map(({ name, question }) => ({ name, ...question, members: [question] })),
      ...visitCases,
    ].filter(({ members, show, atMs }) => {
      const earlier = members.flatMap((member) => member.earlier ?? []);
      const own = new Map(
        members.map(({ code, earlier: use }) => [code.text, use === null ? 0 : ticketsOf(use, show)]),
      );
      const isTold = [...own.values()].reduce((sum, tickets) => sum + tickets, 0) <= show.taken;
      const isPast = earlier.every(({ recordedAt }) => (instantMs(recordedAt) ?? Number.NaN) <= atMs);
      const isSound =
        isValidShow(show) && members.every(({ card }) => isValidCard(card)) && earlier.every(isValidEarlier);
      const isPlain = members.every(
        ({ code, card }) => code.holder === 'customer' || card.registered !== true || card.minors === 0,
      );
      return !(isTold && isPast && isSound && isPlain && checkCap(show) === undefined);
    });
    expect(impossible.map(({ name }) => name)).toEqual([]);
  });
});

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
