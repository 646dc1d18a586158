import type { Key } from './key.ts';

/** The keys that the page has not had, until it is known whose they are. */
export interface KeptKeys {
  /** Keeps the event from the page where that is wished, and the `keyup` of a key that was kept. */
  settle(event: KeyboardEvent, keep: boolean): void;
  /** Whether this event was made here. */
  isOurs(event: Event): boolean;
  /** Types strokes where they were going. */
  retype(strokes: readonly Key[]): void;
}

/** A key of this page, as all are here. */
type PressedKey = Required<Key>;

export function createKeptKeys(): KeptKeys {
  /** The event that is made here, while it is on its way. */
  let again: Event | undefined;
  const silent = new Set<string>();

  /** Dispatches the event again. Returns whether the page lets it do what it does. */
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
        // What has landed already was heard then.
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

/** By name and not by class: a window other than ours has classes of its own. */
function isEditable({ localName, isContentEditable }: HTMLElement): boolean {
  return localName === 'input' || localName === 'textarea' || isContentEditable;
}

/** Puts a character in, which a browser does not do for events made by a script. A list does not go to it. */
function typeIn(target: HTMLElement, char: string): void {
  if (isEditable(target)) target.ownerDocument.execCommand('insertText', false, char);
}
