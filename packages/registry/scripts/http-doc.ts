/** docs/api/http.md: the registry's interface, from the operations that its routes are made from. */
import { type Access, rights } from '@kaiku/client/contract';
import { describeOperations } from '../src/http/openapi.ts';
import { problemStatuses } from '../src/http/operation.ts';
import { operations } from '../src/operations.ts';

/** What this page reads of a JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

interface Described {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >;
}

/** Returns docs/api/http.md. */
export function httpDoc(): string {
  const document = describeOperations(operations) as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const entries = operations.map((operation) => ({
    ...operation,
    described: document.paths[operation.path]?.[operation.method] as Described,
  }));
  const table = entries.map(
    ({ id, method, path, described }) =>
      `| [\`${id}\`](#${id.toLowerCase()}) | \`${method.toUpperCase()} ${path}\` | ${cell(described.summary)} |`,
  );
  return `${[
    '# The registry over HTTP',
    '<!-- Written by `npm run docs` from the operations of packages/registry. Do not edit. -->',
    'Every operation of the registry: who may call it, what it takes and what it answers. A running registry has the same as OpenAPI 3.1 at `/openapi.json`, and as a page to try at `/docs`.',
    'Requests have `Authorization: Bearer …` with the token of a device, or `Authorization: DPoP …` with a proof of an enrolled device’s key ([devices](../devices.md)). Roles are those of [security](../security.md#roles). An answer of 400 or more is a [Problem](#problem) whose `code` is a heading of [errors](../errors.md).',
    ['| operation | | |', '|---|---|---|', ...table].join('\n'),
    '## Refusals',
    [
      '| status | |',
      '|---|---|',
      ...Object.entries(problemStatuses).map(([status, text]) => `| ${status} | ${cell(text)} |`),
    ].join('\n'),
    '## Operations',
    ...entries.map(({ id, method, path, described }) => operationText({ id, method, path, described })),
    '## Schemas',
    ...Object.entries(document.components.schemas).map(
      ([name, schema]) => `### ${name}\n\n\`\`\`ts\ntype ${name} = ${typeOf(schema, '')};\n\`\`\``,
    ),
  ].join('\n\n')}\n`;
}

function operationText({
  id,
  method,
  path,
  described,
}: {
  readonly id: keyof typeof rights;
  readonly method: string;
  readonly path: string;
  readonly described: Described;
}): string {
  const access: Access = rights[id];
  const { summary, parameters = [], requestBody, responses } = described;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  const answered = Object.entries(responses).filter(([status]) => Number(status) < 400);
  const refused = Object.keys(responses).filter((status) => Number(status) >= 400);
  return [
    `### ${id}`,
    `\`${method.toUpperCase()} ${path}\`. ${summary}.`,
    `**Who:** ${access === 'anyone' ? 'anyone, without a token' : access.map((role) => `\`${role}\``).join(', ')}.`,
    parameters.length === 0
      ? ''
      : [
          '| parameter | in | |',
          '|---|---|---|',
          ...parameters.map(
            (one) =>
              `| \`${one.name}\`${one.required ? '' : ' (optional)'} | ${one.in} | \`${cell(typeOf(one.schema, ''))}\` |`,
          ),
        ].join('\n'),
    body === undefined ? '' : `**Body:** ${shapeOf(body)}`,
    ...answered.map(([status, { description, content }]) => {
      const [type, { schema } = {}] = Object.entries(content ?? {})[0] ?? [];
      if (schema === undefined) return `**${status}** ${description}.`;
      return `**${status}** ${description}: ${type === 'application/json' ? shapeOf(schema) : `\`${type}\``}`;
    }),
    `**Refused** with ${refused.join(', ')}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Returns a link to a schema that has a name, and any other as a block of code. */
function shapeOf(schema: Schema): string {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? `\n\n\`\`\`ts\n${typeOf(schema, '')}\n\`\`\`` : `[\`${name}\`](#${name.toLowerCase()})`;
}

/** Returns a schema as a type of TypeScript, with its limits as comments. */
function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((choice) => typeOf(choice, indent)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((part) => typeOf(part, indent)).join(' & ');
  if (schema.type === 'array') {
    const item = typeOf(schema.items ?? {}, indent);
    return /[ |&]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') return objectOf(schema, indent);
  if (schema.type === 'integer') return 'number';
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'unknown');
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)};${limitsOf(schema)}`;
  });
  const others =
    typeof additionalProperties === 'object' ? [`${inner}[key: string]: ${typeOf(additionalProperties, inner)};`] : [];
  const all = [...lines, ...others];
  return all.length === 0 ? '{}' : `{\n${all.join('\n')}\n${indent}}`;
}

/** Returns a comment with the limits of a value; an empty text if it has none that a type does not say. */
function limitsOf({ type, minimum, maximum, maxLength, maxItems, format }: Schema): string {
  const limits = [
    type === 'integer'
      ? `whole${maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : `, ${minimum ?? ''}–${maximum}`}`
      : '',
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    maxItems === undefined ? '' : `at most ${maxItems}`,
    format ?? '',
  ].filter((limit) => limit !== '');
  return limits.length === 0 ? '' : ` // ${limits.join(', ')}`;
}

/** Returns a text for a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
