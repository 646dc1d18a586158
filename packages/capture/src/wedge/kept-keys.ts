import { isEditable, tellInput } from './noted-fields.ts';
import type { Stroke } from './stroke.ts';

/** An event and where it went: `composedPath()` is empty afterwards. */
export interface KeyTarget {
  readonly event: KeyboardEvent;
  readonly target: EventTarget;
}

/** The keys that the page has not had, until it is known whose they are. */
export interface KeptKeys {
  /** Keeps the event from the page, and the `keyup` that follows it. */
  keep(event: KeyboardEvent): void;
  /** Whether the page is to hear nothing of this `keyup`. */
  isSilent(event: KeyboardEvent): boolean;
  /** Whether this event was made here. */
  isOurs(event: Event): boolean;
  /** Types strokes where they were going. */
  retype(strokes: readonly Stroke[]): void;
}

export function createKeptKeys(): KeptKeys {
  const ours = new WeakSet<Event>();
  const silent = new Set<string>();

  /** Dispatches the event again. Returns whether the page lets it do what it does. */
  function repeat(type: string, { event, target }: KeyTarget): boolean {
    // Of the target's own window, whichever this is.
    const again = new (event.constructor as typeof KeyboardEvent)(type, event);
    ours.add(again);
    return target.dispatchEvent(again);
  }

  return {
    keep(event) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === 'keydown') silent.add(nameOf(event));
    },
    isSilent: (event) => silent.delete(nameOf(event)),
    isOurs: (event) => ours.has(event),
    retype(strokes) {
      for (const { typed, byAlt, to, kept, upAtMs } of strokes) {
        if (!to) continue;
        // What has landed already was heard then.
        if ((!kept || byAlt || repeat('keydown', to)) && typed >= ' ') typeIn(to.target as HTMLElement, typed);
        if (!kept || byAlt) continue;
        if (upAtMs === undefined) silent.delete(nameOf(to.event));
        else repeat('keyup', to);
      }
    },
  };
}

function nameOf({ code, key }: KeyboardEvent): string {
  return code || key;
}

/** Does what a browser does with a character, which it does not do for events made by a script. */
function typeIn(target: HTMLElement, char: string): void {
  if (isEditable(target)) target.ownerDocument.execCommand('insertText', false, char);
  if (target.localName !== 'select') return;
  // A list goes to a choice that begins with the character.
  const list = target as HTMLSelectElement;
  const chosen = [...list.options].findIndex(({ text }) => text.toLowerCase().startsWith(char.toLowerCase()));
  if (chosen < 0 || chosen === list.selectedIndex) return;
  list.selectedIndex = chosen;
  tellInput(list);
}
