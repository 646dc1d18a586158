import type { ReadingRepair, SymbolGrammar, Symbology } from '../reading.ts';

/** What a text that a reader sent stands for. */
export interface SentCode {
  /** In upper case; several when scans follow each other without a suffix, none while it is only a beginning. */
  readonly codes: readonly string[];
  /** Told by an identifier that the reader sent along. */
  readonly symbology: Symbology | undefined;
  readonly repairs: readonly ReadingRepair[];
  /** More may follow that makes one longer code of it. */
  readonly open: boolean;
  /** A bare number: too little to be taken before it is sure that nothing follows. */
  readonly bare: boolean;
}

/** Reads texts by a grammar; `undefined` for what neither is nor begins a code. */
export type ReadSent = (text: string, mayBeSeveral?: boolean) => SentCode | undefined;

/** Makers' own identifiers are too like a shelf label to be taken off a bare number. */
const identifiers = '(\\][AQC]\\d|(?:[BS]|P\\d\\d)(?!\\*?\\d))?';

/**
 * A function that says what a text sent by a reader stands for. Identifiers of the symbology may stand before it: those
 * of ISO/IEC 15424 for Code 39, QR and Code 128, and Honeywell's and Zebra's own. Only ASCII letters and digits make a
 * code: look-alikes of other alphabets do not.
 */
export function createReadSent(grammar: SymbolGrammar): ReadSent {
  const codes = grammar.flatMap(({ prefix, digits }) => digits.map((count) => prefix + '0'.repeat(count)));
  const spelled = (isBare: boolean): string =>
    codes
      .filter((code) => /^0/.test(code) === isBare)
      .join('|')
      .replaceAll('0', '\\d');
  // Without the `u` flag, `i` makes no ASCII letter of any other (`ı`, `ſ`).
  const toPattern = (several: string): RegExp =>
    new RegExp(`^${identifiers}\\*?((?:${spelled(false)})${several}|${spelled(true)})\\*?$`, 'i');
  const one = toPattern('');
  const many = toPattern('+');
  /** All that can be missing of a code, and of its identifier. */
  const tails = new Set(
    codes
      .flatMap((code) => [`]A0${code}`, `P00${code}`])
      .flatMap((sent) => [...sent].map((_, index) => sent.slice(index))),
  );

  return (text, mayBeSeveral = true) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: readers send STX, ETX, GS, CR, LF and Tab along
    const plain = text.replace(/[\0-\x1f]/g, '');
    const pattern = mayBeSeveral ? many : one;
    const goesOn = (by: RegExp): boolean => [...tails].some((tail) => by.test(plain + tail));
    const [, identifier = '', code = ''] = pattern.exec(plain) ?? [];
    if (!code && !(plain && goesOn(pattern))) return undefined;
    const repairs: ReadingRepair[] = [];
    if (identifier) repairs.push('symbology-prefix');
    if (plain.includes('*')) repairs.push('asterisks');
    if (plain !== text) repairs.push('control-characters');
    if (/[a-z]/.test(plain)) repairs.push('letter-case');
    return {
      codes: code.toUpperCase().match(/[A-Z]*\d+/g) ?? [],
      symbology: /[AB]/i.test(identifier) ? 'code-39' : /[QSP]/i.test(identifier) ? 'qr' : undefined,
      repairs,
      open: goesOn(one),
      bare: /^\d/.test(code),
    };
  };
}
