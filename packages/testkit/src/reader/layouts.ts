/** The characters of physical keys by keyboard layout, for the keys that readers press. */

/** A key as a layout has it: without and with shift. A combining mark is a dead key. */
type Pair = readonly [plain: string, shifted: string];

/** The name of a keyboard layout: a country's, or the US one with dead keys. */
export type LayoutName =
  | 'us'
  | 'fi'
  | 'sv'
  | 'de'
  | 'fr'
  | 'no'
  | 'dk'
  | 'ee'
  | 'pl'
  | 'uk'
  | 'ru'
  | 'us-international';

/** What the keys of a keyboard type. */
export interface Layout {
  readonly name: LayoutName;
  /** By `KeyboardEvent.code`. */
  readonly keys: ReadonlyMap<string, Pair>;
  /** The characters with AltGr, if readers need them. */
  readonly altGr: ReadonlyMap<string, string>;
  /** Caps Lock holds the digits' row down too (French Windows). */
  readonly capsShiftsDigits: boolean;
  /** It has Latin letters, so a reader can be set to it. */
  readonly latin: boolean;
}

const digitRow = '1234567890'
  .split('')
  .map((digit) => `Digit${digit}`)
  .concat('Minus', 'Equal');
const letterRow = (letters: string) => letters.split('').map((letter) => `Key${letter}`);
const codes = [
  ...digitRow,
  ...letterRow('QWERTYUIOP'),
  'BracketLeft',
  'BracketRight',
  ...letterRow('ASDFGHJKL'),
  'Semicolon',
  'Quote',
  'Backslash',
  ...letterRow('ZXCVBNM'),
  'Comma',
  'Period',
  'Slash',
];

const dead = { diaeresis: '\u0308', grave: '\u0300', acute: '\u0301', circumflex: '\u0302', tilde: '\u0303' };

interface Rows {
  readonly plain: readonly string[];
  readonly shifted: readonly string[];
}

function layout(name: LayoutName, rows: Rows, more: Partial<Layout> = {}): Layout {
  const plain = rows.plain.flatMap((row) => row.split(' '));
  const shifted = rows.shifted.flatMap((row) => row.split(' '));
  if (plain.length !== codes.length || shifted.length !== codes.length)
    throw new Error(`The rows of ${name} are not full.`);
  const keys = new Map(codes.map((code, i) => [code, [plain[i] ?? '', shifted[i] ?? '']] as const));
  return { name, keys, altGr: new Map(), capsShiftsDigits: false, latin: true, ...more };
}

const nordicAltGr = new Map([['Digit9', ']']]);
const nordic = (name: LayoutName, [a, o]: Pair, extra: Partial<Rows> = {}): Layout =>
  layout(
    name,
    {
      plain: [
        `1 2 3 4 5 6 7 8 9 0 + ${dead.acute}`,
        `q w e r t y u i o p å ${dead.diaeresis}`,
        `a s d f g h j k l ${o} ${a} '`,
        'z x c v b n m , . -',
      ],
      shifted: [
        `! " # ¤ % & / ( ) = ? ${dead.grave}`,
        `Q W E R T Y U I O P Å ${dead.circumflex}`,
        `A S D F G H J K L ${o.toUpperCase()} ${a.toUpperCase()} *`,
        'Z X C V B N M ; : _',
      ],
      ...extra,
    },
    { altGr: nordicAltGr },
  );

const us: Rows = {
  plain: ['1 2 3 4 5 6 7 8 9 0 - =', 'q w e r t y u i o p [ ]', "a s d f g h j k l ; ' \\", 'z x c v b n m , . /'],
  shifted: ['! @ # $ % ^ & * ( ) _ +', 'Q W E R T Y U I O P { }', 'A S D F G H J K L : " |', 'Z X C V B N M < > ?'],
};

const all: readonly Layout[] = [
  layout('us', us),
  nordic('fi', ['ä', 'ö']),
  nordic('sv', ['ä', 'ö']),
  layout(
    'de',
    {
      plain: [
        `1 2 3 4 5 6 7 8 9 0 ß ${dead.acute}`,
        'q w e r t z u i o p ü +',
        'a s d f g h j k l ö ä #',
        'y x c v b n m , . -',
      ],
      shifted: [
        `! " § $ % & / ( ) = ? ${dead.grave}`,
        'Q W E R T Z U I O P Ü *',
        "A S D F G H J K L Ö Ä '",
        'Y X C V B N M ; : _',
      ],
    },
    { altGr: nordicAltGr },
  ),
  layout(
    'fr',
    {
      plain: [
        '& é " \' ( - è _ ç à ) =',
        `a z e r t y u i o p ${dead.circumflex} $`,
        'q s d f g h j k l m ù *',
        'w x c v b n , ; : !',
      ],
      shifted: [
        '1 2 3 4 5 6 7 8 9 0 ° +',
        `A Z E R T Y U I O P ${dead.diaeresis} £`,
        'Q S D F G H J K L M % µ',
        'W X C V B N ? . / §',
      ],
    },
    { altGr: new Map([['Minus', ']']]), capsShiftsDigits: true },
  ),
  nordic('no', ['æ', 'ø']),
  nordic('dk', ['ø', 'æ']),
  nordic('ee', ['ä', 'ö']),
  layout('pl', us),
  layout('uk', {
    plain: us.plain.map((row) => row.replace('\\', '#')),
    shifted: ['! " £ $ % ^ & * ( ) _ +', us.shifted[1] ?? '', 'A S D F G H J K L : @ ~', us.shifted[3] ?? ''],
  }),
  layout(
    'ru',
    {
      plain: ['1 2 3 4 5 6 7 8 9 0 - =', 'й ц у к е н г ш щ з х ъ', 'ф ы в а п р о л д ж э \\', 'я ч с м и т ь б ю .'],
      shifted: ['! " № ; % : ? * ( ) _ +', 'Й Ц У К Е Н Г Ш Щ З Х Ъ', 'Ф Ы В А П Р О Л Д Ж Э /', 'Я Ч С М И Т Ь Б Ю ,'],
    },
    { latin: false },
  ),
  layout('us-international', {
    plain: [us.plain[0] ?? '', us.plain[1] ?? '', `a s d f g h j k l ; ${dead.acute} \\`, us.plain[3] ?? ''],
    shifted: [
      `! @ # $ % ${dead.circumflex} & * ( ) _ +`,
      us.shifted[1] ?? '',
      `A S D F G H J K L : ${dead.diaeresis} |`,
      us.shifted[3] ?? '',
    ],
  }),
];

/** Every layout, by its name. */
export const layouts = Object.fromEntries(all.map((one) => [one.name, one])) as Readonly<Record<LayoutName, Layout>>;

/** Returns the keys for a character on a layout; `undefined` if it has none. */
export function findKey(layout: Layout, char: string): { code: string; shift: boolean; altGr: boolean } | undefined {
  for (const [code, [plain, shifted]] of layout.keys) {
    if (plain === char) return { code, shift: false, altGr: false };
    if (shifted === char) return { code, shift: true, altGr: false };
  }
  for (const [code, made] of layout.altGr) if (made === char) return { code, shift: false, altGr: true };
  return undefined;
}

/** Returns the character of a key press, or a combining mark for a dead key. */
export function makeOf(
  layout: Layout,
  press: { code: string; shift: boolean; altGr: boolean; capsLock: boolean },
): string {
  const { code, shift, altGr, capsLock } = press;
  if (altGr) return layout.altGr.get(code) ?? '';
  const [plain, shifted] = layout.keys.get(code) ?? ['', ''];
  const isLetter = plain.length === 1 && plain.toLowerCase() !== plain.toUpperCase() && shifted === plain.toUpperCase();
  const inverted = capsLock && (isLetter || (layout.capsShiftsDigits && digitRow.includes(code)));
  return shift !== inverted ? shifted : plain;
}

export function isDead(made: string): boolean {
  return /^\p{M}$/u.test(made);
}
