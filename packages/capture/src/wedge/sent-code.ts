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

const aim = '(\\][AQC][0-9])?\\*?';
const aimOrMaker = '(\\][AQC][0-9]|[BS]|P[0-9]{2})?\\*?';
const identifierBegun = /^(?:\][AQC]?|P[0-9]?)$/i;

/**
 * A function that says what a text sent by a reader stands for. Identifiers of the symbology may stand before it: those
 * of ISO/IEC 15424 for Code 39, QR and Code 128, and Honeywell's and Zebra's own, which are too like a shelf label to be
 * taken off a bare number. Only ASCII letters and digits make a code: look-alikes of other alphabets do not.
 */
export function createReadSent(grammar: SymbolGrammar): ReadSent {
  const codes = grammar.flatMap(({ prefix, digits }) => digits.map((count) => prefix + '0'.repeat(count)));
  const spelled = (isBare: boolean): string =>
    codes
      .flatMap((code) => (/^0/.test(code) === isBare ? code.replace(/0+/, ({ length }) => `[0-9]{${length}}`) : []))
      .join('|') || '(?!)';
  // Without the `u` flag, `i` makes no ASCII letter of any other (`ı`, `ſ`).
  const toPattern = (several: string): RegExp =>
    new RegExp(`^${aimOrMaker}((?:${spelled(false)})${several})\\*?$|^${aim}(${spelled(true)})\\*?$`, 'i');
  const one = toPattern('');
  const many = toPattern('+');
  /** All that can be missing of a code. */
  const tails = [...new Set(codes.flatMap((code) => [...code].map((_, index) => code.slice(index))))];

  return (text, mayBeSeveral = true) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: readers send STX, ETX, GS, CR, LF and Tab along
    const plain = text.replace(/[\0-\x1f]/g, '');
    const pattern = mayBeSeveral ? many : one;
    const goesOn = (by: RegExp): boolean => tails.some((tail) => by.test(plain + tail));
    const [found, maker, prefixed, identifier = maker, number] = pattern.exec(plain) ?? [];
    if (found === undefined && (plain === '' || !(identifierBegun.test(plain) || goesOn(pattern)))) return undefined;
    const repairs: ReadingRepair[] = [];
    if (identifier) repairs.push('symbology-prefix');
    if (plain.includes('*')) repairs.push('asterisks');
    if (plain !== text) repairs.push('control-characters');
    if (/[a-z]/.test(plain)) repairs.push('letter-case');
    return {
      codes: (prefixed ?? number)?.toUpperCase().match(/[A-Z]*[0-9]+/g) ?? [],
      symbology: identifier && !/C/i.test(identifier) ? (/[AB]/i.test(identifier) ? 'code-39' : 'qr') : undefined,
      repairs,
      open: goesOn(one),
      bare: number !== undefined,
    };
  };
}
