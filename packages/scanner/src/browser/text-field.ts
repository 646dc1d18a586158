const noText: ReadonlySet<string> = new Set(['radio', 'checkbox', 'range', 'file']);

/** True for a field that a person types in: it keeps its keys and the focus. */
export function isTextField(element: unknown): element is HTMLInputElement {
  return element instanceof HTMLInputElement && !noText.has(element.type);
}
