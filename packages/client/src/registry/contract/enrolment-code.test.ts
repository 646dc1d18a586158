import { describe, expect, it } from 'vitest';
import { parseEnrolmentCode, toEnrolmentText } from './enrolment-code.ts';

describe('`parseEnrolmentCode`', () => {
  it.each([
    ['the text of the QR code', toEnrolmentText('https://registry.example/r', 'ACDEFGHJ')],
    ['what a reader types that is set to another keyboard', 'HTTPSÖ--REGISTRY.EXAMPLE-SCAN§ENROL)ACDEFGHJ'],
    ['a code as people write it', ' acde-fghj '],
    ['a code in groups', 'AC DE FG HJ'],
  ])('finds the code in %s', (_, text) => {
    expect(parseEnrolmentCode(text)).toBe('ACDEFGHJ');
  });
  it.each(['', 'A045198723', 'ACDEFGH', 'ACDEFGHJK', 'ACDEFGH0', 'https://registry.example/scan#enrol='])(
    'finds none in “%s”',
    (text) => {
      expect(parseEnrolmentCode(text)).toBeUndefined();
    },
  );
});
