import { layouts } from '@kaiku/testkit/reader';
import { describe, expect, it } from 'vitest';
import {
  adviceOn,
  examineReader,
  type ReaderAdvice,
  type TestScan,
} from '../../../packages/capture/src/doctor/index.ts';
import { createToKey } from '../../../packages/capture/src/wedge/to-key.ts';
import { type Computer, type ReaderSetting, scan } from './reader.ts';

/** The codes of the sheet: letters that differ between layouts, digits, and a hyphen. */
const sheet = ['KAIKU-1', 'QWERTZY', 'A045198723'];

function scansOf(how: Partial<ReaderSetting>, computer: Partial<Computer> = {}): TestScan[] {
  return sheet.map((expected) => {
    const setting: ReaderSetting = { keyboard: layouts.us, mode: 'plain', suffix: 'Enter', numpad: false, ...how };
    const pace = { gapMs: () => 8, held: 0.5, stallMs: () => 0 };
    const events = scan(expected, setting, { layout: layouts.us, caps: false, ...computer, pace, atMs: 0 }) ?? [];
    const toKey = createToKey();
    const keys = events.flatMap((event) =>
      event.type === 'keypress'
        ? []
        : toKey({ ...event, timeStamp: event.atMs, repeat: false, isComposing: false, metaKey: false }),
    );
    return {
      expected,
      strokes: keys.filter(({ type }) => type === 'keystroke'),
      suffixes: keys.flatMap(({ type, typed }) => (type === 'suffix' ? typed : [])),
    };
  });
}

describe('examineReader', () => {
  it.each([
    [
      'set to the US keyboard on a Finnish computer',
      scansOf({}, { layout: layouts.fi }),
      { keyboard: 'us', unread: 0 },
    ],
    ['set to the US keyboard on a French computer', scansOf({}, { layout: layouts.fr }), { keyboard: 'us', unread: 0 }],
    [
      'set as the computer',
      scansOf({ keyboard: layouts.de }, { layout: layouts.de }),
      { keyboard: 'matching', unread: 0 },
    ],
    ['that ends in Tab', scansOf({ suffix: 'Tab' }), { suffix: 'Tab' }],
    ['without suffix', scansOf({ suffix: 'none' }), { suffix: '' }],
    ['that says the symbology', scansOf({ mode: ']A0' }), { before: ']A0' }],
    ['in Alt mode', scansOf({ mode: 'alt' }), { altCodes: true, unread: 0 }],
    [
      'that says the symbology, on a Finnish computer',
      scansOf({ mode: ']A0' }, { layout: layouts.fi }),
      { keyboard: 'us', before: ']A0' },
    ],
    ['that sends asterisks', scansOf({ mode: 'asterisks' }), { before: '*' }],
    ['between STX and ETX', scansOf({ mode: 'stx-etx' }), { before: '', controlCharacters: true, unread: 0 }],
    ['with Caps Lock', scansOf({}, { caps: true }), { lowerCase: true }],
    ['in good order', scansOf({}), { lowerCase: false, dropped: 0, unread: 0, gapMs: 8, keysNamed: true, before: '' }],
  ])('returns the profile of a reader %s', (_name, scans, profile) => {
    expect(examineReader(scans)).toMatchObject(profile);
  });

  it('counts the characters that a reader drops', () => {
    const [first, ...others] = scansOf({});
    const scans = [{ expected: '', suffixes: [], ...first, strokes: first?.strokes.toSpliced(2, 1) ?? [] }, ...others];
    expect(examineReader(scans)).toMatchObject({ dropped: 1, unread: 1 });
  });

  it('has an answer without scans', () => {
    expect(examineReader([])).toMatchObject({ keyboard: 'unknown', unread: 0 });
  });

  it.each<[string, TestScan[], ReaderAdvice[]]>([
    ['nothing, of one in good order', scansOf({}), []],
    ['the keyboard country', scansOf({}, { layout: layouts.fi }), ['keyboard-layout']],
    ['Caps Lock', scansOf({}, { caps: true }), ['letter-case']],
    ['identifiers and a suffix', scansOf({ mode: ']Q1', suffix: 'none' }), ['symbology-prefix', 'no-suffix']],
    ['asterisks', scansOf({ mode: 'asterisks' }), ['asterisks']],
    ['STX and ETX', scansOf({ mode: 'stx-etx' }), ['control-characters']],
    ['Alt mode', scansOf({ mode: 'alt' }), ['alt-codes']],
    ['another keyboard country', scansOf({ keyboard: layouts.fr }, { layout: layouts.fi }), ['unread']],
    ['nothing, of none', [], []],
  ])('advises about %s', (_name, scans, advice) => {
    expect(adviceOn(examineReader(scans))).toEqual(advice);
  });
});
