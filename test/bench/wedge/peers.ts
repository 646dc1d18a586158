/** The two best-known libraries for readers that type, on a page without a browser: they use its clocks. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceEvent } from '../../../packages/capture/src/reading.ts';
import type { FakePage, Listener } from '../../capture/wedge/page.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const onscanText = readFileSync(`${modules}/onscan.js/onscan.js`, 'utf8');
const keyboardText = readFileSync(
  `${modules}/@point-of-sale/keyboard-barcode-scanner/dist/keyboard-barcode-scanner.esm.js`,
  'utf8',
).replace(/export\s*\{\s*(\w+) as default\s*\};?/, 'return $1;');

/** The browser globals that they use, with the page's clock. */
function globalsOf(page: FakePage) {
  const { window } = page;
  const timers = new Map<number, number>();
  let lastTimer = 0;
  const later = (call: (...args: unknown[]) => void, ms: number, args: unknown[], again: boolean): number => {
    lastTimer += 1;
    const id = lastTimer;
    const arm = (): void => {
      const timer = window.setTimeout(() => {
        timers.delete(id);
        if (again) arm();
        call(...args);
      }, ms);
      timers.set(id, timer);
    };
    arm();
    return id;
  };
  const clear = (id: number): void => {
    window.clearTimeout(timers.get(id));
    timers.delete(id);
  };
  return {
    document: window,
    performance: window.performance,
    Date: window.Date,
    setTimeout: (call: () => void, ms = 0, ...args: unknown[]) => later(call, ms, args, false),
    setInterval: (call: () => void, ms = 0, ...args: unknown[]) => later(call, ms, args, true),
    clearTimeout: clear,
    clearInterval: clear,
    clearAll: () => [...timers.keys()].forEach(clear),
  };
}

type Globals = ReturnType<typeof globalsOf>;

const names = [
  'document',
  'performance',
  'Date',
  'setTimeout',
  'setInterval',
  'clearTimeout',
  'clearInterval',
] as const;

/** Runs a library's text with these as its globals. Returns its exports. */
function load(text: string, globals: Globals): unknown {
  const module = { exports: {} };
  const run = new Function('module', 'exports', ...names, `${text}\n;return module.exports;`);
  return run(module, module.exports, ...names.map((name) => globals[name]));
}

function toEvent(text: string): SourceEvent {
  return { type: 'reading', reading: { text, origin: 'wedge', symbology: undefined, takenAtMs: 0 } };
}

interface OnScan {
  attachTo(target: EventTarget, options: { onScan: (text: string) => void }): void;
}

export async function listenWithOnScan(page: FakePage): Promise<Listener> {
  const globals = globalsOf(page);
  const events: { event: SourceEvent; atMs: number }[] = [];
  const onScan = load(onscanText, globals) as OnScan;
  onScan.attachTo(page.window, { onScan: (text) => events.push({ event: toEvent(text), atMs: page.nowMs }) });
  return { events, close: globals.clearAll };
}

interface KeyboardScanner {
  connect(): Promise<void>;
  addEventListener(type: 'barcode', hear: (code: { readonly value: string }) => void): void;
}

export async function listenWithKeyboardBarcodeScanner(page: FakePage): Promise<Listener> {
  const globals = globalsOf(page);
  const events: { event: SourceEvent; atMs: number }[] = [];
  const Scanner = load(keyboardText, globals) as new () => KeyboardScanner;
  const scanner = new Scanner();
  scanner.addEventListener('barcode', ({ value }) => events.push({ event: toEvent(value), atMs: page.nowMs }));
  await scanner.connect();
  return { events, close: globals.clearAll };
}
