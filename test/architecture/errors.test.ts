import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemCode } from '@kaiku/client/contract';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The members of a union type of string literals, read off its source. */
function unionIn(file: string, name: string): readonly string[] {
  const [, body = ''] = new RegExp(`type ${name} =([^;]+);`).exec(read(file)) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].flatMap(([, member]) => member ?? []);
}

describe('docs/errors.md', () => {
  const headings = [...read('docs/errors.md').matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
  const codes = new Set([
    ...unionIn('packages/client/src/errors.ts', 'KaikuErrorCode'),
    ...unionIn('packages/capture/src/errors.ts', 'CaptureErrorCode'),
    ...ProblemCode.options,
  ]);

  it('has a heading for every code, and no code that is gone', () => {
    expect([...codes].sort()).toEqual([...headings].sort());
  });
});
