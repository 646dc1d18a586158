import { describe, expect, it } from 'vitest';
import { codesInClear } from './orders.ts';

describe('the card codes in clear in a text', () => {
  it('are those of a value, of its JSON and of the copy', () => {
    const value = { cards: ['A12345678', 'YM123456789'], id: '0193e1a0-7d4c-7cc0-b2f4-1f2e3d4c5b6a' };
    const json = JSON.stringify(value);
    for (const text of [json, JSON.stringify(json), `\0\u00077{"journal":"1","changes":[${json}]}`])
      expect(codesInClear(text)).toEqual(['A12345678', 'YM123456789']);
  });

  it('are not a letter and eight digits within a sealed code', () => {
    expect(codesInClear('{"sealed":"eyJlcGsi.Zq3A12345678-xw.A12345678_Zw.-Q87654321"}')).toEqual([]);
  });
});
