/**
 * Determines if a person can see and use an element. docs/element.md#awake-and-asleep has the table of the consequences. An
 * element that is scrolled away, covered, or on a page in the background counts as usable.
 */

/** Returns the ancestors of an element in the rendered tree, the nearest first, including slots and hosts of open shadow roots. */
export function above(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let at = parentOf(element); at !== null; at = parentOf(at)) found.push(at);
  return found;
}

/** Returns the roots of an element and of its ancestors. */
export function rootsOf(element: Element): readonly (Document | ShadowRoot)[] {
  const roots = [element, ...above(element)].map((each) => each.getRootNode());
  return [...new Set(roots)].filter((root) => root instanceof Document || root instanceof ShadowRoot);
}

/** True if the element is rendered and visible. */
export function isDisplayed(element: Element): boolean {
  // `visibilityProperty` is the standard name, `checkVisibilityCSS` the older one.
  const options = { visibilityProperty: true, checkVisibilityCSS: true };
  if (element.checkVisibility !== undefined) return element.checkVisibility(options);
  // Safari before 17.4, which does not support `content-visibility` either.
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
}

/** True if the element is inert: by the attribute, or because a modal dialog is open that does not contain it. */
export function isInert(element: Element): boolean {
  const modal = modalOf(element);
  for (const each of [element, ...above(element)]) {
    if (each.hasAttribute('inert')) return true;
    // An inert ancestor of a modal dialog does not make the dialog inert.
    if (each === modal) return false;
  }
  return modal !== undefined;
}

/** Returns the topmost open modal dialog; `undefined` if there is none, or if closed shadow roots hide it. */
export function modalOf(element: Element): Element | undefined {
  const focused = focusedIn(document);
  // If several are open, the focus is in the topmost one, if it is in any.
  const withFocus = focused && [focused, ...above(focused)].find((each) => each.matches(openModal));
  return (
    withFocus ??
    rootsOf(element)
      .flatMap((root) => [...root.querySelectorAll(openModal)])
      .at(-1)
  );
}

const openModal = 'dialog:modal';

function focusedIn(root: Document | ShadowRoot): Element | null {
  const focused = root.activeElement;
  return focused?.shadowRoot == null ? focused : (focusedIn(focused.shadowRoot) ?? focused);
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot !== null || element.parentElement !== null)
    return element.assignedSlot ?? element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
