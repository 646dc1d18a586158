/** The fields a burst has typed into, as they were before it. */
export interface NotedFields {
  /** Forgets all of them. */
  clear(): void;
  /** Notes the field the next key goes to, unless it is noted already or is none. */
  note(target: EventTarget | undefined): void;
  /** Takes `text` out of them all again: value and selection are as they were, and the page is told by `input` events. */
  restore(text: string): void;
}

/** Puts one field back as it was, when the given text was typed into it. */
type Restore = (text: string) => void;

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** An empty note. */
export function createNotedFields(): NotedFields {
  const restores = new Map<EventTarget, Restore>();
  return {
    clear: () => restores.clear(),
    note(target) {
      if (target === undefined || restores.has(target)) return;
      const restore = noteField(target);
      if (restore !== undefined) restores.set(target, restore);
    },
    restore(text) {
      for (const restore of restores.values()) restore(text);
      restores.clear();
    },
  };
}

/** By name and not by class: a window other than ours has classes of its own. */
function noteField(target: EventTarget): Restore | undefined {
  const element = target as Partial<HTMLElement>;
  if (element.localName === 'input' || element.localName === 'textarea') return noteTextField(target as TextField);
  if (element.localName === 'select') return noteSelect(target as HTMLSelectElement);
  if (element.isContentEditable) return noteEditable(target as HTMLElement);
  return undefined;
}

function noteTextField(field: TextField): Restore {
  // Number, date and e-mail fields have no selection to speak of: null.
  const { value, selectionStart, selectionEnd, selectionDirection } = field;
  return () => {
    if (field.value === value) return;
    // Past React's own setter on the element, which would take the change for React's and not tell its component.
    Reflect.set(Object.getPrototypeOf(field), 'value', value, field);
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? 'none');
    tellInput(field);
  };
}

/** Letters typed at a closed list choose in it. */
function noteSelect(list: HTMLSelectElement): Restore {
  const { selectedIndex } = list;
  return () => {
    if (list.selectedIndex === selectedIndex) return;
    list.selectedIndex = selectedIndex;
    tellInput(list);
    list.dispatchEvent(new Event('change', { bubbles: true }));
  };
}

/**
 * Deletes the characters before the caret by the browser's own editing, so that an editor hears of it and undo works:
 * its nodes may have been rebuilt since, and are not ours to replace.
 */
function noteEditable(element: HTMLElement): Restore {
  const replaced = selectionIn(element)?.toString() ?? '';
  return (text) => {
    const selection = selectionIn(element);
    if (selection === null) return;
    selection.collapseToEnd();
    for (const _ of text) selection.modify('extend', 'backward', 'character');
    if (plain(selection.toString()) === plain(text)) {
      element.ownerDocument.execCommand(replaced === '' ? 'delete' : 'insertText', false, replaced);
    } else {
      selection.collapseToEnd();
    }
  };
}

/** The selection that the element's caret is in: that of its shadow root where the browser keeps one apart. */
function selectionIn(element: HTMLElement): Selection | null {
  const root = element.getRootNode() as (Document | ShadowRoot) & { getSelection?: () => Selection | null };
  const selection = root.getSelection?.() ?? element.ownerDocument.getSelection();
  return selection !== null && selection.rangeCount > 0 ? selection : null;
}

/** Editors show spaces as no-break ones. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function tellInput(field: HTMLElement): void {
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}
