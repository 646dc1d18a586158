/** Drafts of requests, and the mutations that damage them. */
import type { Random } from './linearizability-random.ts';

/** A request before it is built, so that everything can still be changed. */
export interface Draft {
  method: string;
  path: string;
  headers: Record<string, string>;
  /** The body as it is sent. */
  body: string | undefined;
  /** What was changed, for the reader of a failure. */
  readonly done: string[];
}

type Mutation = (draft: Draft, random: Random) => void;

const oddValues: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -0, 2 ** 53, 4_294_967_296, '', ' ', '0', 'null', [], {}, [[]], [null]],
  ...[
    'A'.repeat(5_000),
    'A045198723\u0000',
    '\u202eA045198723',
    'a045198723',
    'А045198723',
    '\ud800',
    '𝟜𝟝',
    '\n',
    '\u007f',
  ],
  ...["'; drop table usage; --", '#{7*7}', '../../etc/passwd', '<script>alert(1)</script>', '%00', '{{x}}'],
  ...['2026-02-30T10:00:00Z', '+275760-09-13T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999+23:59'],
  ...['9999-12-31T23:59:59Z', '1969-12-31T23:59:59Z', '2026-11-21T10:00:00.123456789Z', '2026-11-21'],
  ...[{ toString: 'x' }, { $gt: '' }, { constructor: {} }, Array.from({ length: 300 }, () => 0)],
];

const rawBodies: readonly string[] = [
  ...['', ' ', 'null', '[]', '"text"', '0', '{', '}', '{"a":', '\u0000', '\ufeff{}', '{}{}', 'id=1&card=2', '<xml/>'],
  ...[
    '{"__proto__":{"mode":"request"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"a":1,"a":2}',
    '{"a":NaN}',
    "{'a':1}",
  ],
  ...['{"a":1e400}', '{"\\ud800":1}', `${'['.repeat(4_000)}`, `${'{"a":'.repeat(900)}1${'}'.repeat(900)}`],
  ...['x'.repeat(17_000), `{"card":"${'A'.repeat(200_000)}"}`, `${' '.repeat(16_500)}{}`],
];

const oddPaths: readonly string[] = [
  ...[
    '..',
    '%2e%2e%2f',
    '%00',
    '%',
    '%zz',
    '%ff',
    'å',
    '%C3%A5',
    "'",
    '"',
    '*',
    '~',
    '.',
    'NO-SUCH',
    'x'.repeat(3_000),
  ],
  ...[
    'null',
    'undefined',
    '__proto__',
    'constructor',
    '-',
    '0',
    '%20',
    ';',
    ':showId',
    '{showId}',
    '\\',
    '%5c',
    '#',
    '?',
  ],
];

const words = [
  '__proto__',
  'constructor',
  'extra',
  'ID',
  'Card',
  'cards',
  '',
  '\u0000',
  'toString',
  '$ref',
  'hasOwnProperty',
];

/** The mutations. Each leaves a request that a server must answer. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'leaves a field out': onFields((fields, name) => delete fields[name]),
  'puts something else into a field': onFields((fields, name, random) => {
    fields[name] = random.pick(oddValues);
  }),
  'adds an unknown field': onFields((fields, _, random) => {
    fields[random.pick(words) ?? ''] = random.pick(oddValues);
  }),
  'names a field twice'(draft, random) {
    if (draft.body?.startsWith('{'))
      draft.body = `{"${random.pick(['id', 'card', 'mode', 'showId'])}":1,${draft.body.slice(1)}`;
  },
  'adds a prototype'(draft) {
    if (draft.body?.startsWith('{'))
      draft.body = `{"__proto__":{"mode":"report","isAdmin":true},${draft.body.slice(1)}`;
  },
  'cuts the body off'(draft, random) {
    draft.body = draft.body?.slice(0, random.below(draft.body.length));
  },
  'flips a character of the body'(draft, random) {
    const at = random.below(draft.body?.length ?? 0);
    const odd = random.pick(['\u0000', '"', '\\', '\u2028', '９', '}', ',', '\ud83d']) ?? '';
    draft.body = draft.body && draft.body.slice(0, at) + odd + draft.body.slice(at + 1);
  },
  'sends another body'(draft, random) {
    draft.body = random.pick(rawBodies);
  },
  'says another content type'(draft, random) {
    const types = ['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded', 'multipart/form-data', ''];
    draft.headers['content-type'] =
      random.pick([
        ...types,
        'application/json;charset=utf-16',
        'APPLICATION/JSON',
        'application/json ;x',
        'a'.repeat(500),
      ]) ?? '';
  },
  'says another length or coding'(draft, random) {
    draft.headers[random.pick(['content-length', 'content-encoding', 'transfer-encoding', 'expect']) ?? ''] =
      random.pick(['gzip', '0', '99999999', '-1', 'chunked', 'x']) ?? '';
  },
  'uses another method'(draft, random) {
    draft.method =
      random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'get2']) ?? 'GET';
  },
  'goes astray'(draft, random) {
    const parts = draft.path.split('/');
    parts[1 + random.below(parts.length - 1)] = random.pick(oddPaths) ?? '';
    draft.path = parts.join('/');
  },
  'asks for more in the query'(draft, random) {
    const query = [
      'a=1',
      'show=',
      'show=%00',
      'show=%ff',
      'show=a&show=b',
      'by=card',
      'by=',
      'from=x',
      'from=2026-13',
      '__proto__=1',
    ];
    draft.path += `${draft.path.includes('?') ? '&' : '?'}${random.pick([...query, '=', '&&&', `x=${'y'.repeat(5_000)}`])}`;
  },
  'forgets its key'(draft) {
    delete draft.headers['idempotency-key'];
  },
  'has another key'(draft, random) {
    draft.headers['idempotency-key'] = random.pick([random.uuid(), '', 'x', 'a, b', 'A'.repeat(4_000), 'null']) ?? '';
  },
  'has no token'(draft) {
    delete draft.headers.authorization;
  },
  'has a wrong token'(draft, random) {
    const tokens = [
      'Bearer',
      'Bearer ',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${'t'.repeat(9_000)}`,
      "Bearer ' or 1=1",
      'bearer \t',
    ];
    draft.headers.authorization = random.pick([...tokens, 'Bearer a b', 'Bearer \u00e5']) ?? '';
  },
  'comes from elsewhere'(draft, random) {
    draft.headers.origin =
      random.pick(['null', 'https://evil.example', 'http://localhost:1', 'x', 'http://[::1']) ?? '';
  },
};

/** Changes one field of one object anywhere in the body. */
function onFields(change: (fields: Record<string, unknown>, name: string, random: Random) => void): Mutation {
  return (draft, random) => {
    let body: unknown;
    try {
      body = JSON.parse(draft.body ?? '');
    } catch {
      return; // Another mutation has changed it.
    }
    const fields = random.pick(objectsIn(body));
    if (fields === undefined) return;
    change(fields, random.pick(Object.keys(fields)) ?? '', random);
    draft.body = JSON.stringify(body);
  };
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [value as Record<string, unknown>, ...inside];
}

/** Applies up to three mutations, sometimes none. */
export function damage(draft: Draft, random: Random): Draft {
  const names = Object.keys(mutations);
  const howMany = random.pick([0, 1, 1, 1, 1, 2, 2, 3]) ?? 1;
  for (let index = 0; index < howMany; index += 1) {
    const name = random.pick(names) ?? '';
    mutations[name]?.(draft, random);
    draft.done.push(name);
  }
  return draft;
}
