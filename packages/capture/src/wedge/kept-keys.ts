import type { Key } from './key.ts';

/** Withholds keys from the page until it is known who sent them. */
export interface KeptKeys {
  /** Withholds the event if `keep`, and the `keyup` of a withheld key. */
  settle(event: KeyboardEvent, keep: boolean): void;
  /** True if this object dispatched the event. */
  isOurs(event: Event): boolean;
  /** Types keys into their targets. */
  retype(strokes: readonly Key[]): void;
}

/** A key of this page, as all are here. */
type PressedKey = Required<Key>;

export function createKeptKeys(): KeptKeys {
  /** The event that is being dispatched here. */
  let again: Event | undefined;
  const silent = new Set<string>();

  /** Dispatches the event again. Returns false if the page prevented it. */
  function repeat(type: string, event: KeyboardEvent, target: HTMLElement): boolean {
    // Of the target's own window, whichever this is.
    again = new (event.constructor as typeof KeyboardEvent)(type, event);
    return target.dispatchEvent(again);
  }

  return {
    settle(event, keep) {
      if (event.type === 'keyup' ? !silent.delete(nameOf(event)) : !keep) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === 'keydown') silent.add(nameOf(event));
    },
    isOurs: (event) => event === again,
    retype(strokes) {
      for (const stroke of strokes as readonly PressedKey[]) {
        const { typed, byAlt, kept, upAtMs, event, target } = stroke;
        stroke.kept = false;
        const isHeard = !kept || byAlt;
        // The page has already received a key that was not withheld.
        if ((isHeard || repeat('keydown', event, target)) && typed >= ' ') typeIn(target, typed);
        if (isHeard) continue;
        if (upAtMs === Infinity) silent.delete(nameOf(event));
        else repeat('keyup', event, target);
      }
    },
  };
}

function nameOf({ code, key }: KeyboardEvent): string {
  return code || key;
}

/** By name, not by class: another window has its own classes. */
function isEditable({ localName, isContentEditable }: HTMLElement): boolean {
  return localName === 'input' || localName === 'textarea' || isContentEditable;
}

/** Inserts a character, which browsers do not do for events made by a script. A list does not select by it. */
function typeIn(target: HTMLElement, char: string): void {
  if (isEditable(target)) target.ownerDocument.execCommand('insertText', false, char);
}
