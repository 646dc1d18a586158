/** The tables of test/cases against a registry over HTTP: it must decide as the pure rules do, and act on it. */
import { randomUUID } from 'node:crypto';
import { type Company, decideAdmission, type Party, refusalsOf, ticketsOf } from '@kaiku/client/admission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdmissionCase, admissionCases, capPolicyCases, type VisitCase, visitCases } from '../cases/tables.ts';
import { type CaseRegistry, createCaseRegistry } from './cases-registry.ts';

let registry: CaseRegistry;
beforeAll(async () => {
  registry = await createCaseRegistry();
});
afterAll(() => registry?.close());

/** Returns the same value with every instant in one notation. */
function sameInstants<T>(value: T): T {
  const text = JSON.stringify(value ?? null);
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === 'string' && /^\d{4}-\d\d-\d\dT/.test(part) ? new Date(part).toISOString() : part,
  ) as T;
}

describe('a card at a registry', () => {
  it.each(admissionCases)('$name', async (facts) => {
    const { question, party, expected } = facts;
    const { show, earlier, how, atMs } = question;
    await registry.putShow(show, [earlier], atMs);
    const card = await registry.putCard(question, show.id);
    registry.at(atMs);

    const { body: found } = await registry.wire.lookUp(show.id, card);
    expect(found.show.taken).toBe(show.taken);
    const { serverTime: _, ...seen } = found;
    const code = { ...question.code, text: card };
    expect(sameInstants(decideAdmission({ ...question, ...seen, code }, party))).toEqual(sameInstants(expected));

    // A card that was looked up is recorded with the smallest party it allows.
    const { minors } = party ?? smallestParty(facts);
    if (party === undefined && needsCompany(facts)) return;
    const { agreed, company } = question;
    const takenAt = new Date(atMs).toISOString();
    const usages = [{ id: randomUUID(), card, minors }];
    const request = { mode: 'request', id: randomUUID(), showId: show.id, how, takenAt, agreed, company, usages };
    const { status, body } = await registry.wire.record(request);
    if (expected.outcome === 'refused') {
      expect([status, sameInstants(body.refusal)]).toEqual([409, sameInstants(expected.refusal)]);
      expect(body.show.taken).toBe(show.taken);
    } else if (expected.outcome === 'has-ticket') {
      // There is nothing to record, so a request is refused.
      const [refusal] = refusalsOf(question, { minors });
      expect([status, sameInstants(body.refusal)]).toEqual([409, sameInstants(refusal)]);
      expect(body.show.taken).toBe(show.taken);
    } else {
      expect([status, body.refusal]).toEqual([201, undefined]);
      const redeemed = expected.redeems === null || earlier === null ? 0 : ticketsOf(earlier, show);
      expect(body.show.taken).toBe(show.taken + ticketsOf({ minors }, show) - redeemed);
    }
  });
});

/** Returns the smallest party that the card allows, which is evaluated if the case names no party. */
function smallestParty({ question }: AdmissionCase): Party {
  return { minors: question.code.holder === 'community' ? 1 : 0 };
}

/** Only the worker fits: then it is a visit of the worker and the companions. */
function needsCompany({ expected }: AdmissionCase): boolean {
  return expected.outcome === 'admissible' && expected.minors.who === 'clients' && expected.minors.max === 0;
}

/** Leaves out who has a ticket already, as a desk does. */
function ticketsIn({ expected }: VisitCase): readonly number[] {
  return expected.outcome === 'admissible' ? expected.withTicket : [];
}

/** Returns the members that the registry does not see. */
function companyIn(facts: VisitCase): Company | undefined {
  const isClient = facts.members.some(
    ({ code, earlier }, place) =>
      ticketsIn(facts).includes(place) && (code.holder === 'customer' || (earlier?.minors ?? 0) > 0),
  );
  return isClient ? 'client-inside' : facts.company;
}

describe('a group at a registry', () => {
  it.each(visitCases)('$name', async (facts) => {
    const { members, show, how, agreed, atMs, expected } = facts;
    const earlier = [...new Map(members.map((member) => [member.code.text, member.earlier])).values()];
    await registry.putShow(show, earlier, atMs);
    const codes = new Map<string, string>();
    for (const member of members) {
      if (codes.has(member.code.text)) continue; // shown twice
      codes.set(member.code.text, await registry.putCard(member, show.id));
    }
    registry.at(atMs);

    const takenAt = new Date(atMs).toISOString();
    const id = randomUUID();
    const recorded = members.filter((_, place) => !ticketsIn(facts).includes(place));
    const usages = recorded.map(({ code, minors }) => ({ id: randomUUID(), card: codes.get(code.text), minors }));
    if (usages.length === 0) return;
    const company = companyIn(facts);
    const visit = { mode: 'request', id, showId: show.id, how, takenAt, agreed, company, usages };
    const { status, body } = await registry.wire.record(visit);
    if (expected.outcome === 'refused') {
      expect([status, sameInstants(body.refusal)]).toEqual([409, sameInstants(expected.refusal)]);
      expect(body.show.taken).toBe(show.taken);
    } else {
      expect([status, body.refusal]).toEqual([201, undefined]);
      const redeemed = recorded.filter(({ earlier }) => earlier?.how === 'reserved' && how !== 'reserved');
      const before = redeemed.reduce((sum, member) => sum + (member.earlier ? ticketsOf(member.earlier, show) : 0), 0);
      expect(body.show.taken).toBe(show.taken + expected.tickets - before);
    }
  });
});

describe('a show that is created at a registry', () => {
  it.each(capPolicyCases)('$name', async ({ show, expected }) => {
    const { id, name, kind, startsAt, seats, cap } = show;
    registry.at(Date.parse(startsAt));
    const body = { id, name, kind, startsAt, seats, cap };
    const answer = await registry.wire.call('POST', '/v1/shows', { body });
    if (expected.capIsFine) {
      expect([answer.status, answer.body.show.cap]).toEqual([201, cap]);
    } else {
      expect([answer.status, answer.body.code]).toEqual([422, 'config/cap-too-low']);
      expect(answer.body.lowestCap).toMatchObject({ cap: expected.lowest, rule: { id: expected.rule } });
    }
  });
});
