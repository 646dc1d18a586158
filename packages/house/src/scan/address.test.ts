import { describe, expect, it } from 'vitest';
import { readScanAddress } from './address.ts';

describe('the address of the scanner’s page', () => {
  it('has the show, the language, what visits are recorded as, and a code', () => {
    expect(
      readScanAddress(new URL('https://registry.example/r/scan?show=s-1&lang=sv&records-as=door#enrol=ACDEFGHJ')),
    ).toEqual({
      show: 's-1',
      lang: 'sv',
      recordsAs: 'door',
      code: 'ACDEFGHJ',
      withoutCode: '/r/scan?show=s-1&lang=sv&records-as=door',
    });
  });
  it('may have none of them, and no others', () => {
    expect(readScanAddress(new URL('https://registry.example/scan?records-as=x#help'))).toEqual({
      ...{ show: '', lang: undefined, recordsAs: undefined, code: undefined, withoutCode: '/scan?records-as=x' },
    });
  });
});
