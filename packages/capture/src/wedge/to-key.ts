import type { Key } from './key.ts';

/** What of a `KeyboardEvent` a burst is read from. */
export type KeyPress = Pick<
  KeyboardEvent,
  'type' | 'key' | 'code' | 'timeStamp' | 'repeat' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'
>;

/** Keys that readers press with Ctrl for STX, ETX, EOT, Tab, LF, CR and GS. Which one it was says nothing. */
const controls = /^(?:Key[BCDIJM]|BracketRight)$/;

/** A function that takes `keydown` and `keyup` for plain keys, in their order; it knows the digits pressed with Alt. */
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
    // No reader holds a key down.
    if (repeat) return of('other');
    // Ctrl and Alt together are AltGr, for some systems.
    if (ctrlKey !== altKey || metaKey) return ctrlKey && controls.test(code) ? of('keystroke', '\x1d') : of('command');
    // An input method's Enter takes what it offers.
    if (key === 'Enter' || key === 'Tab') return of(isComposing ? 'other' : 'suffix', key);
    // A dead key and the one it makes compose may have no name but that of their input method (Chromium on Linux).
    if (char || isNumpad || /^(?:Dead|Process|Unidentified)$/.test(key)) return of('keystroke', char);
    return of(/^F\d/.test(key) ? 'command' : 'other');
  };
}
