/** An input or a textarea, or a list. */
type AnyField = HTMLInputElement & HTMLSelectElement;

/**
 * Notes the state of a field. Returns a function that restores value and selection, and notifies the page by `input`
 * events. Elements that are not fields are not changed.
 */
export function noteField(field: HTMLElement): () => void {
  if (field.isContentEditable) return noteEditable(field);
  const name = field.localName === 'select' ? 'selectedIndex' : 'value';
  const { [name]: value, selectionStart, selectionEnd, selectionDirection } = field as AnyField;
  return () => {
    if ((field as AnyField)[name] === value) return;
    // Bypass React's own setter on the element, which would mistake the change for React's and not notify its component.
    Reflect.set(Object.getPrototypeOf(field), name, value, field);
    // Number, date and e-mail fields report no selection, and lists have none.
    if (selectionStart != null)
      (field as AnyField).setSelectionRange(selectionStart, selectionEnd, selectionDirection as 'none');
    // A list changes at once, a text when it loses focus.
    for (const type of name === 'value' ? ['input'] : ['input', 'change'])
      field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  };
}

/**
 * Returns a function that deletes the typed characters before the caret by the browser's own editing, so that editors are
 * notified and undo works. Their nodes may have been rebuilt, and must not be replaced.
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
