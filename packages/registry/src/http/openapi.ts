import {
  type Access,
  Card,
  Earlier,
  Problem,
  RefusalBody,
  type Role,
  rights,
  Show,
  UsageId,
  VisitAnswer,
  VisitRequest,
} from '@kaiku/client/contract';
import { DeliveryEntry, Lease, LeaseAnswer } from '@kaiku/client/offline-contract';
import * as z from 'zod/mini';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Operation, problemStatuses } from './operation.ts';

/** Schemas that the document defines once, by name. */
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

/** Returns the OpenAPI 3.1 document of the operations, made from the schemas that the registry and its clients parse with. */
export function describeOperations(operations: readonly Operation[]): ReturnType<typeof createDocument> {
  for (const [id, schema] of Object.entries(named)) {
    if (!z.globalRegistry.has(schema)) z.globalRegistry.add(schema, { id });
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kaikukanta, as this project needs it',
      version: '0.1.0',
      description:
        'The interface of the real Kaikukanta is not public. This is the contract that @kaiku/client uses and ' +
        '@kaiku/registry implements. Texts of requests are single lines without control characters, normalised to NFC; ' +
        'their lengths count code points of that form. Independent project; Kaikukortti is a registered trademark of its ' +
        'owner.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: describePaths(operations),
    components: {
      securitySchemes: {
        device: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of a venue’s device. An operation has one entry for each role that may call it.',
        },
        enrolledDevice: {
          type: 'http',
          scheme: 'DPoP',
          description:
            'The access token of an enrolled device, with a proof of its key in the header `DPoP` (RFC 9449, ES256).',
        },
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'DPoP',
          description: 'A proof of a key (RFC 9449, ES256), without an access token.',
        },
      },
    },
  });
}

function describePaths(operations: readonly Operation[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return paths;
}

function rolesOf(id: Operation['id']): readonly Role[] {
  const access: Access = rights[id];
  return access === 'anyone' ? [] : access;
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { id, summary, parameters, query, idempotent, answers } = operation;
  const request = operation.documentedRequest ?? operation.request;
  return {
    operationId: id,
    summary,
    security: securityOf(operation),
    ...((parameters || query || idempotent) && {
      requestParams: {
        ...(parameters && { path: z.object(parameters) }),
        ...(query && { query: z.object(query) }),
        ...(idempotent && { header: z.object({ 'Idempotency-Key': UsageId }) }),
      },
    }),
    ...(request && { requestBody: { required: true, content: { 'application/json': { schema: request } } } }),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, { description, schema, type = 'application/json' }]) => [
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

function securityOf({ id, proves }: Operation) {
  if (proves === 'key') return [{ key: [] }];
  return rolesOf(id).flatMap((role) => [{ device: [role] }, { enrolledDevice: [role] }]);
}

/**
 * Returns the statuses of an operation that come with a problem document. An unknown path (404) and an unknown method of a
 * path (405) have one too, but are no operations.
 */
function problemsOf({ id, request, problems = [] }: Operation): readonly (keyof typeof problemStatuses)[] {
  const ofBody = request === undefined ? [] : ([413, 415] as const);
  const ofDevice = rights[id] === 'anyone' ? [] : ([401, 403, 429] as const);
  return [...new Set([...problems, ...ofBody, ...ofDevice, ...([400, 500, 503] as const)])];
}
