import { expect, it } from 'vitest';
import { toShortReference } from './short-reference.ts';

it('a visit has the end of its id as its short name', () => {
  expect(toShortReference('0199f3a1-7c1e-7d43-9c55-0a1b2c3f9a2c')).toBe('3F9-A2C');
});
