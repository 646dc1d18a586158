/**
 * Presses a key where the focus is, so many milliseconds after the one before. Untrusted, because only then can the time
 * be told: what the browser itself does on a key is tried with trusted ones.
 * @returns whether the page let the browser go on with it.
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
