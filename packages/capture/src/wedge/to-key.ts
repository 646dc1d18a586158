import type { Key } from './burst.ts';

/** What of a `KeyboardEvent` a burst is read from. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'timeStamp' | 'repeat' | 'isComposing' | 'ctrlKey' | 'altKey' | 'metaKey'
>;

const modifiers: ReadonlySet<string> = new Set(['Shift', 'CapsLock', 'NumLock']);

/** A `keydown` as a plain key. */
export function toKey(event: KeyPress): Key {
  const { key, timeStamp: atMs } = event;
  if (modifiers.has(key)) return { type: 'modifier', atMs };
  // No reader holds a key down, composes, or presses combinations.
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey)
    return { type: 'other', atMs };
  if (key === 'Enter' || key === 'Tab') return { type: 'suffix', suffix: key, atMs };
  return key.length === 1 ? { type: 'char', char: key, atMs } : { type: 'other', atMs };
}
