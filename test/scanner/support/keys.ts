/**
 * Presses a key at the focus, `afterMs` after the key before. Returns false if the page prevented its default action. The event
 * is untrusted, because only then a test can set its time. What the browser does on a key is tested with trusted events.
 */
export function press(key: string, { afterMs = 200, repeat = false } = {}): boolean {
  clockMs += afterMs;
  const event = new KeyboardEvent('keydown', { key, repeat, bubbles: true, composed: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: clockMs });
  let target: Element = document.activeElement ?? document.body;
  while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
  return target.dispatchEvent(event);
}

let clockMs = performance.now();
