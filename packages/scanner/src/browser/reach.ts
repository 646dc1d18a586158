/**
 * Whether anybody can see an element and use it. What follows from it is the table of docs/element.md#awake-and-asleep.
 * Scrolled away, covered, or on a page in the background it still can be.
 */

/** What stands above an element as it is rendered, the nearest first: slots and hosts of open shadow roots included. */
export function above(element: Element): readonly Element[] {
  const found: Element[] = [];
  for (let at = parentOf(element); at !== null; at = parentOf(at)) found.push(at);
  return found;
}

/** The roots of an element and of all above it. */
export function rootsOf(element: Element): readonly (Document | ShadowRoot)[] {
  const roots = [element, ...above(element)].map((each) => each.getRootNode());
  return [...new Set(roots)].filter((root) => root instanceof Document || root instanceof ShadowRoot);
}

/** True if the element is rendered and visible. */
export function isDisplayed(element: Element): boolean {
  // `visibilityProperty` is the name in the standard, `checkVisibilityCSS` the older one.
  const options = { visibilityProperty: true, checkVisibilityCSS: true };
  if (element.checkVisibility !== undefined) return element.checkVisibility(options);
  // Safari before 17.4, which does not know `content-visibility` either.
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
}

/** True if no person can reach the element: by `inert`, or because a modal dialog that it is not in is open. */
export function isInert(element: Element): boolean {
  const modal = modalOf(element);
  for (const each of [element, ...above(element)]) {
    if (each.hasAttribute('inert')) return true;
    // What is inert above a modal dialog does not make it so.
    if (each === modal) return false;
  }
  return modal !== undefined;
}

/** The modal dialog that is open on top; `undefined` if none is, or none that can be seen from here. */
export function modalOf(element: Element): Element | undefined {
  const focused = focusedIn(document);
  // Where several are open, the one on top has the focus, if any has.
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
