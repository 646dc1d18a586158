/** A page with every element that takes keys, a wedge source, and a record of what the keys did. */
import { fileURLToPath } from 'node:url';
import { pressKeys } from '@kaiku/testkit/playwright';
import type { ReaderKey } from '@kaiku/testkit/reader';
import type { Page } from 'playwright-core';
import type { PlaceName } from '../capture/wedge/page.ts';
import type { ScanPace } from './reader-pace.ts';
import { bundle } from './source-page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The history of a field since it got the focus. */
export interface Aftermath {
  readonly readings: readonly { readonly text: string; readonly repairs?: readonly string[] }[];
  readonly isAsBefore: boolean;
  readonly value: string;
  /** The field's value as a component knows it from `input` events. */
  readonly believed: string;
  /** The number of clicks, submits and focus changes. */
  readonly pressed: number;
  /** The number of Enter and Tab keys that reached a listener of the page. */
  readonly heardSuffixes: number;
  /** The number of characters that reached a listener of the page. */
  readonly heardChars: number;
}

const html = `<!doctype html><meta charset="utf-8"><title>Wedge</title>
<form><input id="input" value="Meeri Kai"><input type="number" id="number" value="2"><button id="button">Buy</button></form>
<textarea id="textarea">Meeri Kai</textarea><div id="editable" contenteditable="true">Meeri Kai</div>
<select id="select"><option>Kaisa</option><option>Aino</option><option>045</option></select>
<div id="shadow"></div><input id="controlled" value="Meeri Kai"><a href="#x">next</a>`;

/** Runs in the page, which receives it as text. */
const script = `
import { wedgeSource } from '${root}packages/capture/src/wedge/index.ts';
import { cardGrammar } from '${root}packages/client/src/card/grammar.ts';
const record = { readings: [], pressed: 0, suffixes: 0, chars: 0 };
const byId = (id) => document.getElementById(id);
const root = byId('shadow').attachShadow({ mode: 'open' });
root.innerHTML = '<input value="Meeri Kai">';
// A component that controls its field's value, as React's do: it ignores changes made through its own setter.
const controlled = byId('controlled');
const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
let state = controlled.value, tracked = state;
Object.defineProperty(controlled, 'value', { configurable: true, get() { return get.call(this); }, set(value) { tracked = String(value); set.call(this, value); } });
controlled.addEventListener('input', () => { const now = get.call(controlled); if (now !== tracked) { tracked = state = now; } });
const elementOf = (place) => place === 'nothing' ? document.body : place === 'shadow' ? root.querySelector('input') : byId(place);
const valueOf = (element) => element.isContentEditable ? element.textContent : element.localName === 'select' ? String(element.selectedIndex) : element.value ?? '';
const caretOf = (element) => { if (element.isContentEditable) { const s = getSelection(); return [s.anchorOffset, s.focusOffset].join(); } return [element.selectionStart, element.selectionEnd].join(); };
let focused, before, trace = [], pressedAtMs = [], longestHoldMs = 0;
const downAtMs = new Map();
addEventListener('keydown', (event) => { if (!event.isTrusted) return; pressedAtMs.push(event.timeStamp); downAtMs.set(event.code, event.timeStamp); }, true);
addEventListener('keyup', ({ code, key, isTrusted, timeStamp }) => { if (isTrusted && key !== 'Shift') longestHoldMs = Math.max(longestHoldMs, timeStamp - (downAtMs.get(code) ?? timeStamp)); }, true);
for (const type of ['keydown', 'keyup']) addEventListener(type, ({ key, timeStamp }) => trace.push((type === 'keydown' ? '↓' : '↑') + key + ' ' + Math.round(timeStamp)), true);
window.wedge = {
  focus(place) {
    pressedAtMs = [];
    longestHoldMs = 0;
    downAtMs.clear();
    trace = [...trace.slice(-6), 'focus ' + place + ' ' + Math.round(performance.now())];
    document.activeElement?.blur();
    Object.assign(record, { readings: [], pressed: 0, suffixes: 0, chars: 0 });
    focused = elementOf(place);
    focused.focus();
    if (focused.isContentEditable) getSelection().collapse(focused.firstChild, 5);
    else if (focused.selectionStart !== null && focused.setSelectionRange) focused.setSelectionRange(5, 5);
    record.pressed = 0;
    before = [valueOf(focused), caretOf(focused)].join();
  },
  pace: () => ({ meanGapMs: (pressedAtMs.at(-1) - pressedAtMs[0]) / (pressedAtMs.length - 1), longestHoldMs }),
  hasEnded: () => trace.slice(trace.findLastIndex((one) => one.startsWith('focus '))).some((one) => one.startsWith('↓Enter')),
  trace: () => trace.join(', '),
  press(is) { isPressing = is; const calls = is ? [] : [...late.values()]; late.clear(); for (const call of calls) call(); },
  count: () => record.readings.length,
  aftermath: () => ({ readings: record.readings, isAsBefore: [valueOf(focused), caretOf(focused)].join() === before, value: valueOf(focused), believed: focused === controlled ? state : valueOf(focused), pressed: record.pressed, heardSuffixes: record.suffixes, heardChars: record.chars }),
};
// A busy machine delivers keys late. While the test presses, no timer of the source ends.
let isPressing = false;
const late = new Map();
const target = {
  addEventListener: addEventListener.bind(window),
  performance,
  Date,
  setTimeout(call, ms) { const timer = setTimeout(() => isPressing ? late.set(timer, call) : call(), ms); return timer; },
  clearTimeout(timer) { late.delete(timer); clearTimeout(timer); },
};
const source = wedgeSource({ grammar: cardGrammar, target });
source.subscribe((event) => { if (event.type === 'reading') record.readings.push(event.reading); });
await source.start();
addEventListener('keydown', ({ key }) => { if (key === 'Enter' || key === 'Tab') record.suffixes += 1; else if (key.length === 1) record.chars += 1; });
addEventListener('submit', (event) => { event.preventDefault(); record.pressed += 1; }, true);
addEventListener('click', () => { record.pressed += 1; }, true);
addEventListener('focusin', () => { record.pressed += 1; }, true);
window.isReady = true;
`;

/** Loads the page and its script. */
export async function setWedgePage(page: Page): Promise<void> {
  const content = await bundle({ script });
  await page.setContent(html);
  await page.addScriptTag({ type: 'module', content });
  await page.waitForFunction('window.isReady');
}

export async function focusPlace(page: Page, place: PlaceName): Promise<void> {
  await page.evaluate(`wedge.focus('${place}')`);
}

export async function aftermath(page: Page): Promise<Aftermath> {
  return page.evaluate('wedge.aftermath()');
}

/** Returns the pace of the keys since the last focus, by the system's time stamps. */
export async function pace(page: Page): Promise<ScanPace> {
  return page.evaluate('wedge.pace()');
}

/** Waits until this number of readings was emitted. @throws Error with the last keys if that takes 5 seconds */
export async function untilRead(page: Page, readings: number): Promise<void> {
  const read = page.waitForFunction(`wedge.count() >= ${readings}`, undefined, { timeout: 5_000 });
  await read.catch(async (cause) => {
    throw new Error(
      `There were fewer than ${readings} readings. The last keys: ${await page.evaluate('wedge.trace()')}`,
      { cause },
    );
  });
}

/** Presses trusted keys. A busy machine delivers them late, so no timer of the source ends until then. */
export async function pressTrusted(page: Page, events: readonly ReaderKey[]): Promise<void> {
  await page.evaluate('globalThis.wedge?.press(true)');
  await pressKeys(page, events);
  await page.evaluate('globalThis.wedge?.press(false)');
}
