import type { Sent } from '../usage/delivery.ts';
import {
  FoundVisitAnswer,
  LookupAnswer,
  type LookupRequest,
  SealingKeyAnswer,
  ShowAnswer,
  ShowsAnswer,
  VisitAnswer,
  type VisitRequest,
  VisitsAnswer,
  type VoidRequest,
} from './contract/index.ts';
import { createHttpExchange, type HttpExchange, type HttpRegistryOptions } from './http-exchange.ts';
import { createHttpOffline } from './http-offline.ts';
import { createHttpReservations } from './http-reservations.ts';
import { assertAnswers, readAnswer, readProblem, toError } from './problems.ts';
import type { Registry } from './registry.ts';
import { toRecordAnswer, toWireVisit } from './visit-messages.ts';

export type { HttpRegistryOptions, TimeHeard } from './http-exchange.ts';

/**
 * Creates a registry that speaks the contract of `@kaiku/client/contract` over HTTP. Each call is one attempt, without
 * retries, because the outbox repeats.
 * @throws KaikuError `config/invalid` if `url` is not an http(s) URL
 */
export function createHttpRegistry(options: HttpRegistryOptions): Registry {
  return registryOver(createHttpExchange(options));
}

/** Creates a registry over an exchange. */
export function registryOver(http: HttpExchange): Registry {
  return {
    async shows(signal, from) {
      const path = from === undefined ? 'v1/shows' : `v1/shows?from=${encodeURIComponent(from)}`;
      return (await http.call({ path, signal }, ShowsAnswer)).shows;
    },
    async show(showId, signal) {
      const { show } = await http.call({ path: `v1/shows/${encodeURIComponent(showId)}`, signal }, ShowAnswer);
      assertAnswers(show.id === showId);
      return show;
    },
    async lookUp(showId, card, signal, at) {
      const path = `v1/shows/${encodeURIComponent(showId)}/lookups`;
      const json: LookupRequest = at === undefined ? { card } : { card, at };
      const answer = await http.call({ path, json, signal }, LookupAnswer);
      assertAnswers(answer.show.id === showId);
      return { card: answer.card, earlier: answer.earlier, show: answer.show };
    },
    async record(visit, mode, signal, sent) {
      const { id, usages } = visit;
      const json: VisitRequest = { mode, ...toWireVisit(visit), ...toWireOrigin(sent) };
      const headers = { 'Idempotency-Key': id };
      const answer = await http.callRefusable({ path: 'v1/visits', json, headers, signal }, VisitAnswer);
      return 'refusal' in answer ? answer : toRecordAnswer(answer, { id, usages });
    },
    async void({ visitId, showId, reason, usages }, signal) {
      const json: VoidRequest = { showId, reason, ...(usages && { usages: [...usages] }) };
      const path = `v1/visits/${encodeURIComponent(visitId)}/void`;
      const { visit, show } = await http.call({ path, json, signal }, VisitAnswer);
      assertAnswers(visit.id === visitId && (usages !== undefined || visit.outcome === 'voided'));
      return { ...(visit.unseen === true && { unseen: visit.unseen }), show };
    },
    async find(visitId, signal) {
      const path = `v1/visits/${encodeURIComponent(visitId)}`;
      const answer = await http.send({ path, signal }, async (response) => {
        if (response.ok) return readAnswer(response, FoundVisitAnswer);
        const problem = await readProblem(response);
        if (problem.code === 'registry/not-found') return undefined;
        throw toError(problem, response);
      });
      if (answer === undefined) return undefined;
      const { id, ...visit } = answer.visit;
      assertAnswers(id === visitId);
      return { ...visit, show: answer.show };
    },
    async visits(showId, of, signal) {
      const path = `v1/${of === 'device' ? 'device/' : ''}visits?show=${encodeURIComponent(showId)}`;
      const { visits, show } = await http.call({ path, signal }, VisitsAnswer);
      assertAnswers(show.id === showId);
      return visits;
    },
    async sealingKey(signal) {
      return (await http.call({ path: 'v1/sealing-key', signal }, SealingKeyAnswer)).sealingKey;
    },
    reservations: createHttpReservations(http),
    offline: createHttpOffline(http),
  };
}

function toWireOrigin(sent: Sent | undefined): Pick<VisitRequest, 'origin' | 'leaseId'> {
  if (sent === undefined) return {};
  const { origin, leaseId } = sent;
  return leaseId === null ? { origin } : { origin, leaseId };
}
