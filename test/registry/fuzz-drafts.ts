/** Valid requests, generated from the OpenAPI document, one operation after another. */
import { arki } from '@kaiku/registry';
import fc from 'fast-check';
import type { Draft } from './fuzz-mutations.ts';
import { type DescribedOperation, type Hints, type OpenApi, valuesOf } from './fuzz-schemas.ts';
import { createRandom, type Random } from './linearizability-random.ts';
import { tokenFor } from './token-for.ts';

/** How many values are generated at once for each place. One by one would be slower. */
const valuesAtOnce = 400;

const { boxOffice, theatre, coordinator } = arki.tokens;
const tokens = [boxOffice, boxOffice, boxOffice, boxOffice, theatre, theatre, coordinator];

/** Operations that stop a device. After one of them every other request would be refused. */
const stopping: ReadonlySet<string | undefined> = new Set(['changeDevice', 'revokeDevice']);

/** A source of valid requests. */
export function createDrafts(document: OpenApi, seed: number): () => Draft {
  const random = createRandom(seed);
  // Few ids, so that requests conflict with each other. Most fields get values that the registry knows.
  const ids = Array.from({ length: 30 }, () => random.uuid());
  const shows = [arki.shows.evening.id, arki.shows.lastPlace.id, arki.shows.course.id, arki.shows.elsewhere.id];
  const hints: Hints = {
    showId: shows,
    card: Object.values(arki.cards).map(({ code }) => code),
    minors: [0, 0, 1, 2],
    id: [...ids, ...Array.from({ length: 200 }, () => random.uuid())],
    usageId: ids,
    visitId: ids,
    journal: ids,
    leaseId: ids,
    seq: [1, 2, 3, 4, 5],
    seqHigh: [0, 5],
    want: [1, 2],
    deviceId: ['suvanto-box-office', 'suvanto-door', 'kaarna-box-office'],
    to: ['suvanto-box-office', 'suvanto-door'],
    venueId: ['suvanto', 'kaarna', 'poukama'],
    by: ['venue', 'show,month', 'month'],
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      stopping.has(operation.operationId) ? [] : [{ path, method, operation }],
    ),
  );
  // Half of the requests record something, because that is where most can go wrong.
  const recording = operations.filter(({ operation }) => operation.responses['201'] !== undefined);
  const values = createValues({ document, hints, seed });
  return () => {
    const chosen = random.pick(random.chance(0.5) ? recording : operations);
    if (chosen === undefined) throw new Error('The document has no operation.');
    return toDraft(chosen, values, random);
  };
}

type Values = (name: string, schema: object) => unknown;

function createValues({ document, hints, seed }: { document: OpenApi; hints: Hints; seed: number }): Values {
  const made = new Map<string, unknown[]>();
  let index = 0;
  return (name, schema) => {
    const key = `${name} ${JSON.stringify(schema)}`;
    let waiting = made.get(key) ?? [];
    if (waiting.length === 0) {
      index += 1;
      const arbitrary = valuesOf(
        { type: 'object', properties: { [name]: schema }, required: [name] },
        { document, hints },
      );
      waiting = fc.sample(arbitrary, { seed: seed + index, numRuns: valuesAtOnce }) as unknown[];
      made.set(key, waiting);
    }
    return (waiting.pop() as Record<string, unknown> | undefined)?.[name];
  };
}

function toDraft(
  { path, method, operation }: { path: string; method: string; operation: DescribedOperation },
  values: Values,
  random: Random,
): Draft {
  const { parameters = [], requestBody } = operation;
  const schema = requestBody?.content?.['application/json']?.schema;
  const body = schema === undefined ? undefined : values('body', schema);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && random.chance(0.5))
    .map(({ name, schema: part }) => `${name}=${encodeURIComponent(String(values(name, part)))}`);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.name === name);
    return encodeURIComponent(String(values(name, parameter?.schema ?? {})));
  });
  const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : undefined;
  return {
    method: method.toUpperCase(),
    path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
    headers: {
      authorization: `Bearer ${tokenFor(random.pick(tokens) ?? boxOffice, operation.security?.flatMap(({ device = [] }) => device) ?? [])}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(id !== undefined && { 'idempotency-key': id }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    done: [],
  };
}
