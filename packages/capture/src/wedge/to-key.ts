import type { Key } from './burst.ts';

/** What of a `KeyboardEvent` a burst is read from. */
export type KeyPress = Pick<
  KeyboardEvent,
  'type' | 'key' | 'code' | 'timeStamp' | 'repeat' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'
>;

/** Of Ctrl's combinations, the characters readers send as one: STX, ETX, EOT, Tab, LF, CR, GS. All others are commands. */
const controls: Readonly<Record<string, string>> = {
  KeyB: '\x02',
  KeyC: '\x03',
  KeyD: '\x04',
  KeyI: '\t',
  KeyJ: '\n',
  KeyM: '\r',
  BracketRight: '\x1d',
};

/** A function that takes `keydown` and `keyup` for plain keys, in their order; it knows the digits pressed with Alt. */
export function createToKey(): (event: KeyPress) => Key {
  let altDigits = '';

  return ({ type, key, code, timeStamp: atMs, repeat, isComposing, shiftKey: shift, ctrlKey, altKey, metaKey }) => {
    const stroke = (typed: string, byAlt = false): Key => ({
      type: 'stroke',
      stroke: { typed, code: byAlt ? '' : code || (key.length === 1 ? key : ''), shift, atMs, byAlt },
    });
    if (type === 'keyup' && key !== 'Alt') return { type: 'up', code: code || key, atMs };
    if (key === 'Alt') {
      const char = String.fromCharCode(Number(altDigits));
      const isChar = altDigits.length > 1 && char < '\x7f';
      altDigits = '';
      if (isChar) return stroke(char, true);
    }
    const numpad = /^Numpad\d$/.test(code);
    if (numpad && altKey && !ctrlKey) altDigits += code.slice(-1);
    if (/^(?:Shift|CapsLock|NumLock|Control|Alt|AltGraph)$/.test(key) || (numpad && altKey && !ctrlKey))
      return { type: 'modifier', atMs };
    // A dead key and the one it makes compose may have no name but that of their input method (Chromium on Linux).
    const isUnnamed = numpad || /^(?:Dead|Process|Unidentified)$/.test(key);
    // No reader holds a key down.
    if (repeat || (isComposing && key.length !== 1 && !isUnnamed)) return { type: 'other', atMs };
    // Ctrl and Alt together are AltGr, for some systems.
    if (ctrlKey !== altKey || metaKey) {
      const control = ctrlKey && !metaKey && controls[code];
      return control ? stroke(control) : { type: 'command', atMs };
    }
    if (key === 'Enter' || key === 'Tab') return { type: 'suffix', suffix: key, atMs };
    if (key.length === 1) return stroke(key);
    if (isUnnamed) return stroke('');
    return { type: /^F\d/.test(key) ? 'command' : 'other', atMs };
  };
}
