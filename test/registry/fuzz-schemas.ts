/** Values that a JSON Schema allows, and the schemas of responses, both from the registry's OpenAPI document. */
import type { Role } from '@kaiku/client/contract';
import fc from 'fast-check';
import * as z from 'zod';

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export interface DescribedOperation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: Content;
  readonly security?: readonly { readonly device?: readonly Role[] }[];
  readonly responses: Readonly<Record<string, Content>>;
}

/** Useful values by the name of the field. */
export type Hints = Readonly<Record<string, readonly unknown[]>>;

/** Returns values that a schema allows; for a field with a hint, mostly those. */
export function valuesOf(
  schema: JsonSchema,
  { document, hints }: { document: OpenApi; hints: Hints },
): fc.Arbitrary<unknown> {
  const inside = (part: JsonSchema) => valuesOf(part, { document, hints });
  const { $ref, type, enum: words, anyOf = schema.oneOf, items = {}, properties = {}, required = [] } = schema;
  if ($ref !== undefined) return inside(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  if ('const' in schema) return fc.constant(schema.const);
  if (words !== undefined) return fc.constantFrom(...words);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(inside));
  switch (type) {
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([name, part]) => [name, hinted(inside(part), hints[name])] as const),
        ),
        { requiredKeys: [...required] },
      );
    case 'array':
      return fc.array(inside(items), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return textsOf(schema);
  }
}

function hinted(arbitrary: fc.Arbitrary<unknown>, hint: readonly unknown[] | undefined): fc.Arbitrary<unknown> {
  if (hint === undefined) return arbitrary;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...hint) }, { weight: 1, arbitrary });
}

function textsOf({ pattern, format }: JsonSchema): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    const range = { min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true };
    return fc.date(range).map((date) => date.toISOString());
  }
  if (format === 'date') return fc.constantFrom('2026-11-21', '2024-02-29', '9999-12-31');
  // fast-check cannot generate texts from patterns with look-ahead or Unicode properties.
  if (pattern === undefined || /\\p|\(\?[=!]/.test(pattern)) return fc.string({ minLength: 1, maxLength: 40 });
  return fc.stringMatching(new RegExp(pattern));
}

/** Returns the schema of a response; `undefined` if the document has no such response of the operation. */
export function createAnswerSchemas(original: OpenApi) {
  // The document's components become definitions of a plain JSON Schema.
  const text = JSON.stringify(original).replaceAll('#/components/schemas/', '#/$defs/');
  const { paths, components } = JSON.parse(text) as OpenApi;
  const schemas = new Map<string, z.ZodType | undefined>();
  return (path: string, method: string, status: number, type: string): z.ZodType | undefined => {
    const key = `${method} ${path} ${status} ${type}`;
    if (!schemas.has(key)) {
      const schema = paths[path]?.[method]?.responses[String(status)]?.content?.[type]?.schema;
      const whole = { ...schema, $defs: components.schemas } as Parameters<typeof z.fromJSONSchema>[0];
      schemas.set(key, schema && z.fromJSONSchema(whole));
    }
    return schemas.get(key);
  };
}
