import { encode } from 'uqr';

/** True if there is ink at a position, in millimetres from the centre of the card. */
export type Ink = (xMm: number, yMm: number) => boolean;

/** The sizes of the symbols are measured on the programme's published pictures of its card. */
const qrSideMm = 30;
const code39Mm = { width: 72, height: 12 };

/** Draws a QR code of error correction M, without a quiet zone: the card around it is light. */
export function qrInk(text: string): Ink {
  const { size, data } = encode(text, { ecc: 'M', border: 0 });
  const moduleMm = qrSideMm / size;
  return (xMm, yMm) => data[Math.floor(yMm / moduleMm + size / 2)]?.[Math.floor(xMm / moduleMm + size / 2)] === true;
}

/** Draws a Code 39 without check character. @throws Error if it has no bars for a character of the text */
export function code39Ink(text: string): Ink {
  const modules = code39Modules(text);
  const moduleMm = code39Mm.width / modules.length;
  return (xMm, yMm) =>
    Math.abs(yMm) < code39Mm.height / 2 && modules[Math.floor(xMm / moduleMm + modules.length / 2)] === true;
}

/**
 * ISO/IEC 16388: of the nine bars and spaces of a character three are wide. The five bars have the pattern of the
 * character's column, two of them wide; one of the four spaces is wide, the same one for each row.
 */
const rows = ['1234567890', 'ABCDEFGHIJ', 'KLMNOPQRST', 'UVWXYZ-. *'] as const;
const wideBars = ['10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010', '00110'] as const;
const wideSpaces = ['0100', '0010', '0001', '1000'] as const;

/** A wide bar or space has three modules, as most printers set it. */
const wideModules = 3;

/** Returns the modules of a Code 39 with its start and stop characters, true for ink. */
export function code39Modules(text: string): readonly boolean[] {
  if (!/^[0-9A-Z. -]+$/.test(text))
    throw new Error(`Code 39 has capital letters, digits, '-', '.' and spaces here, not '${text}'.`);
  const modules = [...`*${text}*`].flatMap((char) => {
    const row = rows.findIndex((chars) => chars.includes(char));
    const [bars = '', spaces = ''] = [wideBars[rows[row]?.indexOf(char) ?? 0], wideSpaces[row]];
    // A narrow space follows each character.
    const widths = [...bars].flatMap((bar, index) => [bar, spaces[index] ?? '0']);
    return widths.flatMap((wide, index) => Array<boolean>(wide === '1' ? wideModules : 1).fill(index % 2 === 0));
  });
  return modules.slice(0, -1);
}
