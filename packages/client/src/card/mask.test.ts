import { describe, expect, it } from 'vitest';
import { maskCardCode } from './mask.ts';

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
