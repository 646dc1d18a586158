import { describe, expect, it } from 'vitest';
import { maskCardCode, maskCardCodes } from './mask.ts';

describe('a masked code', () => {
  it.each([
    ['A045198723', 'A0…723'],
    ['AM04519872', 'AM…872'],
    ['YM110029399', 'YM…399'],
  ])('%s shows only its start and end: %s', (text, masked) => {
    expect(maskCardCode(text)).toBe(masked);
  });

  it.each(['', '50142', 'XA0032', 'A045198'])('shows no part of a text too short to mask (%s)', (text) => {
    expect(maskCardCode(text)).toBe('…');
  });
});

describe('a text with card codes', () => {
  it.each([
    ['kortti A045198723 peruttu', 'kortti A0…723 peruttu'],
    ['(a 045 198 723), AM-0451-9872', '(a …723), AM…872'],
    ['YM110029399/X000011986', 'YM…399/X0…986'],
  ])('%s has none: %s', (text, masked) => expect(maskCardCodes(text)).toBe(masked));

  it.each([
    '019a0000-a123-4567-8901-a23456789012',
    'a2345678-9012-4000-8000-000000000000',
    'ilta-20261120',
    'KA045198723',
  ])('leaves other texts as they are: %s', (text) => expect(maskCardCodes(text)).toBe(text));
});
