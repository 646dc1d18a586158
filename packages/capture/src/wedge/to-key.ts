import type { Key } from './key.ts';

/** The part of a `KeyboardEvent` that a key is made of. */
export type KeyPress = Pick<
  KeyboardEvent,
  'type' | 'key' | 'code' | 'timeStamp' | 'repeat' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'
>;

/** Keys that readers press with Ctrl for STX, ETX, EOT, Tab, LF, CR and GS. It does not matter which. */
const controls = /^(?:Key[BCDIJM]|BracketRight)$/;

/** Returns a converter of `keydown` and `keyup` events, in their order. It assembles characters from digits with Alt. */
export function createToKey(): (event: KeyPress) => Key {
  let altDigits = '';

  return ({ type, key, code, timeStamp: atMs, repeat, isComposing, shiftKey: shift, ctrlKey, altKey, metaKey }) => {
    const char = key.length === 1 ? key : '';
    const of = (type: Key['type'], typed = '', byAlt = false): Key => ({
      type,
      atMs,
      typed,
      code: code || char,
      shift,
      byAlt,
      upAtMs: byAlt ? atMs : Infinity,
    });
    if (type === 'keyup' && key !== 'Alt') return of('up');
    const isNumpad = /^Numpad\d$/.test(code);
    if (isNumpad && altKey) {
      altDigits += code.slice(-1);
      return of('modifier');
    }
    if (key === 'Alt') {
      const made = altDigits && String.fromCharCode(Number(altDigits));
      altDigits = '';
      if (made && made < '\x7f') return of('keystroke', made, true);
    }
    if (/^(?:Shift|Control|Alt|AltGraph|.*Lock)$/.test(key)) return of('modifier');
    // Readers do not hold keys down.
    if (repeat) return of('other');
    // Some systems report AltGr as Ctrl and Alt.
    if (ctrlKey !== altKey || metaKey) return ctrlKey && controls.test(code) ? of('keystroke', '\x1d') : of('command');
    // An input method's Enter accepts its suggestion.
    if (key === 'Enter' || key === 'Tab') return of(isComposing ? 'other' : 'suffix', key);
    // A dead key and the key after it may have only the input method's name (Chromium on Linux).
    if (char || isNumpad || /^(?:Dead|Process|Unidentified)$/.test(key)) return of('keystroke', char);
    return of(/^F\d/.test(key) ? 'command' : 'other');
  };
}
