import type { SymbolGrammar } from '../reading.ts';
import type { Run } from '../source.ts';
import { createScanParser } from './parse-scan.ts';

/** Returns a function that emits a whole text from a reader: as readings, or as an unrecognised code. */
export function createEmitScan(
  grammar: SymbolGrammar,
  emit: Run['emit'],
  wallNowMs: () => number,
): (text: string) => void {
  const parseScan = createScanParser(grammar);
  return (text) => {
    const scan = parseScan(text);
    if (scan === undefined || scan.codes.length === 0) {
      // Control characters alone are not a code.
      if (text.trim() !== '') emit({ type: 'unrecognised', origin: 'wedge', symbology: undefined });
      return;
    }
    const { codes, symbology, repairs } = scan;
    const repaired = repairs.length > 0 && { repairs };
    for (const code of codes)
      emit({
        type: 'reading',
        reading: { text: code, origin: 'wedge', symbology, takenAtMs: wallNowMs(), ...repaired },
      });
  };
}
