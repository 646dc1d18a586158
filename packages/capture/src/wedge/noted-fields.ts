/** The fields a burst has typed into, as they were before it. */
export interface NotedFields {
  /** Forgets all of them. */
  clear(): void;
  /** Notes the field the next key goes to, unless it is noted already or is none. */
  note(target: EventTarget | undefined): void;
  /** Puts them all back: value and selection are as they were, and the page is told by `input` events. */
  restore(): void;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** An empty note. */
export function createNotedFields(): NotedFields {
  const restores = new Map<EventTarget, () => void>();
  return {
    clear: () => restores.clear(),
    note(target) {
      if (target && !restores.has(target)) restores.set(target, noteField(target as HTMLElement));
    },
    restore() {
      for (const restore of restores.values()) restore();
      restores.clear();
    },
  };
}

/** By name and not by class: a window other than ours has classes of its own. */
export function isEditable({ localName, isContentEditable }: HTMLElement): boolean {
  return localName === 'input' || localName === 'textarea' || isContentEditable;
}

function noteField(field: HTMLElement): () => void {
  if (field.localName === 'select') return noteValue(field as HTMLSelectElement, 'selectedIndex');
  if (field.isContentEditable) return noteEditable(field);
  if (!isEditable(field)) return () => {};
  // Number, date and e-mail fields have no selection to speak of: null.
  const { selectionStart, selectionEnd, selectionDirection } = field as TextField;
  return noteValue(field as TextField, 'value', () => {
    if (selectionStart !== null)
      (field as TextField).setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none');
  });
}

function noteValue<F extends HTMLElement, K extends keyof F>(field: F, name: K, then?: () => void): () => void {
  const value = field[name];
  return () => {
    if (field[name] === value) return;
    // Past React's own setter on the element, which would take the change for React's and not tell its component.
    Reflect.set(Object.getPrototypeOf(field), name, value, field);
    then?.();
    tellInput(field);
  };
}

/**
 * Deletes as many characters before the caret as have come, by the browser's own editing, so that an editor hears of it
 * and undo works: its nodes may have been rebuilt since, and are not ours to replace.
 */
function noteEditable(element: HTMLElement): () => void {
  const replaced = selectionIn(element)?.toString() ?? '';
  const length = lengthOf(element) - replaced.length;
  return () => {
    const selection = selectionIn(element);
    let landed = lengthOf(element) - length;
    if (!selection || landed <= 0) return;
    selection.collapseToEnd();
    for (; landed > 0; landed -= 1) selection.modify('extend', 'backward', 'character');
    element.ownerDocument.execCommand(replaced ? 'insertText' : 'delete', false, replaced);
  };
}

function lengthOf({ textContent }: HTMLElement): number {
  return textContent?.length ?? 0;
}

/** The selection that the element's caret is in: that of its shadow root where the browser keeps one apart. */
function selectionIn(element: HTMLElement): Selection | null | undefined {
  const root = element.getRootNode() as (Document | ShadowRoot) & { getSelection?: () => Selection | null };
  const selection = root.getSelection?.() ?? element.ownerDocument.getSelection();
  return selection?.rangeCount ? selection : null;
}

export function tellInput(field: HTMLElement): void {
  const say = (type: string): boolean => field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  say('input');
  // A list is chosen in at once, a text only when it is left.
  if (field.localName === 'select') say('change');
}
