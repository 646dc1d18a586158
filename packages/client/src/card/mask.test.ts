import { describe, expect, it } from 'vitest';
import { maskCardCode } from './mask.ts';

describe('a masked code', () => {
  it.each([
    ['A045198723', 'A0…723'],
    ['AM04519872', 'AM…872'],
    ['YM110029399', 'YM…399'],
  ])('%s shows its beginning and its end only: %s', (text, masked) => {
    expect(maskCardCode(text)).toBe(masked);
  });

  it.each(['', '50142', 'XA0032', 'A045198'])('shows nothing of a text so short that it would be told (%s)', (text) => {
    expect(maskCardCode(text)).toBe('…');
  });
});
