import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createEmitScan } from '../wedge/emit-scan.ts';

/** Options of the capture field. */
export interface CaptureFieldOptions {
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** The parent of the field. @default the page's body */
  readonly host?: HTMLElement | undefined;
  /** Runs a function once after a time. Returns a function that cancels it. @default the page's `setTimeout` */
  readonly after?: ((delayMs: number, call: () => void) => () => void) | undefined;
  /** Now in milliseconds since the Unix epoch. @default `Date.now` */
  readonly wallNowMs?: (() => number) | undefined;
}

/** A text is complete after this time without more: input methods deliver in pieces. Guess, to be measured. */
const wholeAfterMs = 100;

/**
 * Creates a {@link ReadingSource} for handhelds (Android) whose keys have no names, which a wedge source rejects
 * (`unnamed-keys`). An invisible field receives what the reader types, without an on-screen keyboard (`inputmode="none"`).
 * The field has the focus while nothing else needs it. If a person focuses a field of the page, the reader types there.
 *
 * `start` throws `config/invalid` without a page.
 */
export function captureFieldSource(options: CaptureFieldOptions): ReadingSource {
  return createSource('wedge', (run) => capture(options, run));
}

async function capture(options: CaptureFieldOptions, { signal, running, emit }: Run): Promise<void> {
  const { grammar, after = pageAfter, wallNowMs = Date.now, host = globalThis.document?.body } = options;
  if (!host) throw new CaptureError('config/invalid', 'There is no page to put a field into.', { retryable: false });
  const emitScan = createEmitScan(grammar, emit, wallNowMs);
  const page = host.ownerDocument;
  const field = page.createElement('input');
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  field.style.cssText =
    'position:fixed;inset-block-start:0;opacity:0;inline-size:1px;block-size:1px;border:0;padding:0';
  let callOff = (): void => {};

  function end(): void {
    callOff();
    const { value } = field;
    field.value = '';
    if (value !== '') emitScan(value);
  }

  /** Takes the focus, unless something else has it. */
  function focus(): void {
    if (page.activeElement === page.body || page.activeElement === null) field.focus({ preventScroll: true });
  }

  field.addEventListener('input', () => {
    callOff();
    callOff = after(wholeAfterMs, end);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Tab') return;
    event.preventDefault();
    end();
  });
  // The field focuses itself again if no other element has the focus.
  page.addEventListener('focusout', () => void after(0, focus), { signal });
  page.addEventListener('visibilitychange', focus, { signal });
  host.append(field);
  focus();
  running();
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  callOff();
  field.remove();
}

function pageAfter(delayMs: number, call: () => void): () => void {
  const timer = setTimeout(call, delayMs);
  return () => clearTimeout(timer);
}

const attributes: Readonly<Record<string, string>> = {
  inputmode: 'none',
  autocomplete: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  tabindex: '-1',
  'aria-hidden': 'true',
  // A wedge source on the same page does not read its keys.
  'data-kaiku-ignore': '',
};
