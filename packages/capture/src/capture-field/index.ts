import { CaptureError } from '../errors.ts';
import type { ReadingSource, SymbolGrammar } from '../reading.ts';
import { createSource, type Run } from '../source.ts';
import { createEmitScan } from '../wedge/emit-scan.ts';

/** What a capture field is made of. */
export interface CaptureFieldOptions {
  /** The texts worth reading. */
  readonly grammar: SymbolGrammar;
  /** Where the field is put. Default: the body of the page this runs in. */
  readonly host?: HTMLElement | undefined;
  /** Calls back once after the time. Returns what calls it off. Default: by the page's `setTimeout`. */
  readonly after?: ((delayMs: number, call: () => void) => () => void) | undefined;
  /** Now in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly wallNowMs?: (() => number) | undefined;
}

/** A text that nothing was added to for so long is whole: input methods deliver in pieces. Guess, to be measured. */
const wholeAfterMs = 100;

/**
 * A {@link ReadingSource} for handhelds (Android) whose keys have no names, so that a wedge source refuses
 * them (`unnamed-keys`): a field nobody sees takes what the reader types. No on-screen keyboard comes up (`inputmode="none"`).
 * The field has the focus while nothing else needs it: whoever touches a field of the page gets it, and the reader then
 * types there.
 *
 * `start` throws `config/invalid` where there is no page.
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
  // A field that loses the focus to nothing takes it back.
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
  // Its keys are its own: a wedge source on the same page leaves them alone.
  'data-kaiku-ignore': '',
};
