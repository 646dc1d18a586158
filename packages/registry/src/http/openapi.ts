import { Card, Earlier, Problem, RefusalBody, Show, UsageId, VisitAnswer, VisitRequest } from '@kaiku/client/contract';
import { DeliveryEntry, Lease, LeaseAnswer } from '@kaiku/client/offline-contract';
import * as z from 'zod/mini';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Operation, operations, problemStatuses, problemsOf } from '../operations.ts';

// Schemas that the document says once, by name.
const named = {
  Card,
  DeliveryEntry,
  Earlier,
  Lease,
  LeaseAnswer,
  Problem,
  Refusal: RefusalBody,
  Show,
  VisitAnswer,
  VisitRequest,
};

/** The registry's interface as an OpenAPI 3.1 document, made of the schemas that its routes and its clients read by. */
export function describeRegistry(): ReturnType<typeof createDocument> {
  for (const [id, schema] of Object.entries(named)) {
    if (!z.globalRegistry.has(schema)) z.globalRegistry.add(schema, { id });
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kaikukanta, as this project needs it',
      version: '0.1.0',
      description:
        'The real Kaikukanta’s interface is not public. This is the contract that @kaiku/client speaks and ' +
        '@kaiku/registry implements. Texts of requests are single lines without control characters, normalised to NFC; ' +
        'their lengths are counted in code points of that. Independent project; Kaikukortti is a registered trademark ' +
        'of its owner.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: describePaths(),
    components: {
      securitySchemes: { device: { type: 'http', scheme: 'bearer', description: 'The token of a venue’s device.' } },
    },
  });
}

function describePaths(): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return paths;
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { id, summary, open, parameters, query, idempotent, request } = operation;
  return {
    operationId: id,
    summary,
    security: open ? [] : [{ device: [] }],
    ...((parameters || query || idempotent) && {
      requestParams: {
        ...(parameters && { path: z.object(parameters) }),
        ...(query && { query: z.object(query) }),
        ...(idempotent && { header: z.object({ 'Idempotency-Key': UsageId }) }),
      },
    }),
    ...(request && { requestBody: { required: true, content: { 'application/json': { schema: request } } } }),
    responses: Object.fromEntries([
      ...Object.entries(operation.answers).map(([status, { description, schema, type = 'application/json' }]) => [
        status,
        { description, content: { [type]: { schema } } },
      ]),
      ...problemsOf(operation).map((status) => [
        String(status),
        { description: problemStatuses[status], content: { 'application/problem+json': { schema: Problem } } },
      ]),
    ]),
  };
}
