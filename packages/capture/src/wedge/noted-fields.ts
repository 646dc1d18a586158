/** An input or a textarea, or a list. */
type AnyField = HTMLInputElement & HTMLSelectElement;

/**
 * Notes a field as it is. Returns what puts it back: value and selection are as they were, and the page is told by
 * `input` events. Whatever is no field is left alone.
 */
export function noteField(field: HTMLElement): () => void {
  if (field.isContentEditable) return noteEditable(field);
  const name = field.localName === 'select' ? 'selectedIndex' : 'value';
  const { [name]: value, selectionStart, selectionEnd, selectionDirection } = field as AnyField;
  return () => {
    if ((field as AnyField)[name] === value) return;
    // Past React's own setter on the element, which would take the change for React's and not tell its component.
    Reflect.set(Object.getPrototypeOf(field), name, value, field);
    // Number, date and e-mail fields have no selection to speak of, lists have none at all.
    if (selectionStart != null)
      (field as AnyField).setSelectionRange(selectionStart, selectionEnd, selectionDirection as 'none');
    // A list is chosen in at once, a text only when it is left.
    for (const type of name === 'value' ? ['input'] : ['input', 'change'])
      field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
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
  return String(textContent).length;
}

/** The selection that the element's caret is in: that of its shadow root where the browser keeps one apart. */
function selectionIn(element: HTMLElement): Selection | null | undefined {
  const root = element.getRootNode() as (Document | ShadowRoot) & { getSelection?: () => Selection | null };
  const selection = root.getSelection?.() ?? element.ownerDocument.getSelection();
  return selection?.rangeCount ? selection : null;
}
