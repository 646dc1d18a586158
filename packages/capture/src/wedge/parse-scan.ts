import type { ReadingRepair, SymbolGrammar, Symbology } from '../reading.ts';

/** The codes in a text that a reader sent. */
export interface ParsedScan {
  /** In upper case; several if scans follow each other without a suffix, none if the text is only the start of a code. */
  readonly codes: readonly string[];
  /** From an identifier that the reader also sent. */
  readonly symbology: Symbology | undefined;
  readonly repairs: readonly ReadingRepair[];
  /** It is a code that more characters may extend. */
  readonly extensible: boolean;
  /** A number without a prefix, which is not accepted until nothing can follow. */
  readonly unprefixed: boolean;
}

/** Parses a text; returns `undefined` if it is neither a code nor the start of one. */
export type ParseScan = (text: string, allowSeveral?: boolean) => ParsedScan | undefined;

/** Manufacturers' own identifiers look like shelf labels, so they are not removed from a number without a prefix. */
const identifiers = '(\\][AQC]\\d|(?:[BS]|P\\d\\d)(?!\\*?\\d))?';

/**
 * Returns a parser of texts that readers send. A text may start with an identifier of the symbology: those of ISO/IEC
 * 15424 for Code 39, QR and Code 128, and Honeywell's and Zebra's own. Only ASCII letters and digits make a code, not
 * similar letters of other alphabets.
 */
export function createScanParser(grammar: SymbolGrammar): ParseScan {
  const codes = grammar.flatMap(({ prefix, digits }) => digits.map((count) => prefix + '0'.repeat(count)));
  const spelled = (isUnprefixed: boolean): string =>
    codes
      .filter((code) => /^0/.test(code) === isUnprefixed)
      .join('|')
      .replaceAll('0', '\\d');
  // Without the `u` flag, `i` matches no other letter (`ı`, `ſ`) as an ASCII one.
  const toPattern = (several: string): RegExp =>
    new RegExp(`^${identifiers}\\*?((?:${spelled(false)})${several}|${spelled(true)})\\*?$`, 'i');
  const one = toPattern('');
  const many = toPattern('+');
  /** Every end of a code with its identifier. */
  const tails = [
    ...new Set(
      codes
        .flatMap((code) => [`]A0${code}`, `P00${code}`])
        .flatMap((sent) => [...sent].map((_, index) => sent.slice(index))),
    ),
  ];

  return (text, allowSeveral = true) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: readers also send STX, ETX, GS, CR, LF and Tab
    const plain = text.replace(/[\0-\x1f]/g, '');
    const pattern = allowSeveral ? many : one;
    const mayContinue = (by: RegExp): boolean => tails.some((tail) => by.test(plain + tail));
    const [, identifier = '', code = ''] = pattern.exec(plain) ?? [];
    if (!code && !(plain && mayContinue(pattern))) return undefined;
    const repairs: ReadingRepair[] = [];
    if (identifier) repairs.push('symbology-prefix');
    if (plain.includes('*')) repairs.push('asterisks');
    if (plain !== text) repairs.push('control-characters');
    if (/[a-z]/.test(plain)) repairs.push('letter-case');
    return {
      codes: code.toUpperCase().match(/[A-Z]*\d+/g) ?? [],
      symbology: /[AB]/i.test(identifier) ? 'code-39' : /[QSP]/i.test(identifier) ? 'qr' : undefined,
      repairs,
      extensible: code !== '' && mayContinue(one),
      unprefixed: /^\d/.test(code),
    };
  };
}
