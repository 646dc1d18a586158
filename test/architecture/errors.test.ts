import { ProblemCode } from '@kaiku/client/contract';
import { describe, expect, it } from 'vitest';
import { read } from './repository.ts';

/** Returns the members of a union type of string literals, from its source. */
function unionIn(file: string, name: string): readonly string[] {
  const [, body = ''] = new RegExp(`type ${name} =([^;]+);`).exec(read(file)) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].flatMap(([, member]) => member ?? []);
}

describe('docs/errors.md', () => {
  const headings = [...read('docs/errors.md').matchAll(/^## (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
  const codes = new Set([
    ...unionIn('packages/client/src/errors.ts', 'KaikuErrorCode'),
    ...unionIn('packages/capture/src/errors.ts', 'CaptureErrorCode'),
    ...unionIn('packages/registry/src/workbook/errors.ts', 'WorkbookErrorCode'),
    ...ProblemCode.options,
  ]);

  it('has a heading for every code, and for no other', () => {
    expect([...codes].sort()).toEqual([...headings].sort());
  });
});
