// What a burst leaves in the fields of a page. The test dispatches the keys with their own times, and types them if the page
// allows them; journey 3 uses trusted keys.
import type { Reading, SourceEvent } from '../../packages/capture/src/reading.ts';
import { wedgeSource } from '../../packages/capture/src/wedge/index.ts';
import { describe, it, same } from './browser-words.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
const card = 'A045198723';
let nowMs = 1000;

/** Presses one key at the focused element, `gapMs` after the last, and does what a browser then does by default. */
function press(key: string, gapMs: number, heldMs = 1): void {
  nowMs += gapMs;
  const focused = deepFocus();
  const keydown = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
  Object.defineProperty(keydown, 'timeStamp', { value: nowMs });
  if (focused.dispatchEvent(keydown)) {
    if (key.length === 1) typeIn(focused, key);
    else if (key === 'Enter' && focused instanceof HTMLInputElement) focused.form?.requestSubmit();
    else if (key === 'Enter' && focused instanceof HTMLButtonElement) focused.click();
  }
  const keyup = new KeyboardEvent('keyup', { key, bubbles: true, composed: true, cancelable: true });
  Object.defineProperty(keyup, 'timeStamp', { value: nowMs + heldMs });
  focused.dispatchEvent(keyup);
}

function pressAll(keys: readonly string[], gapMs: number, heldMs?: number): void {
  for (const key of keys) press(key, gapMs, heldMs);
}

function deepFocus(): Element {
  let focused = document.activeElement ?? document.body;
  while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

function typeIn(focused: Element, char: string): void {
  if (focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) {
    if (focused.type === 'number') focused.value += char;
    else focused.setRangeText(char, focused.selectionStart ?? 0, focused.selectionEnd ?? 0, 'end');
    focused.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  } else if (focused instanceof HTMLElement && focused.isContentEditable) {
    document.execCommand('insertText', false, char);
  } else if (focused instanceof HTMLSelectElement) {
    const chosen = [...focused.options].findIndex(({ text }) => text.startsWith(char));
    if (chosen >= 0) focused.selectedIndex = chosen;
  }
}

/** Runs with a wedge source and a page of the given HTML, and removes both afterwards. */
async function onPage(
  html: string,
  use: (page: { host: HTMLElement; events: SourceEvent[]; readings: () => Reading[] }) => void,
): Promise<void> {
  const host = document.body.appendChild(document.createElement('main'));
  host.innerHTML = html;
  const source = wedgeSource({ grammar });
  const events: SourceEvent[] = [];
  source.subscribe((event) => event.type !== 'state' && events.push(event));
  await source.start();
  nowMs += 1000;
  try {
    const readings = (): Reading[] => events.flatMap((event) => (event.type === 'reading' ? [event.reading] : []));
    use({ host, events, readings });
  } finally {
    await source.close();
    host.remove();
  }
}

function focusOn<E extends HTMLElement>(host: ParentNode, selector: string): E {
  const element = host.querySelector<E>(selector);
  if (element === null) throw new Error(`The test page has no ${selector}.`);
  element.focus();
  return element;
}

const burst = [...card, 'Enter'];

describe('a burst', () => {
  it('is read although no field has the focus', () =>
    onPage('<p>no field</p>', ({ readings }) => {
      pressAll(burst, 3);
      same(
        readings().map(({ text }) => text),
        [card],
      );
    }));

  for (const [name, html] of [
    ['an input', '<form><input class="field" value="Meeri Kai"></form>'],
    ['a search input', '<input class="field" type="search" value="Meeri Kai">'],
    ['a textarea', '<textarea class="field">Meeri Kai</textarea>'],
    ['an input that takes few characters', '<input class="field" maxlength="9" value="Meeri Kai">'],
  ] as const) {
    it(`leaves ${name} as it was, with its selection, and notifies the page`, () =>
      onPage(html, ({ host, readings }) => {
        const field = focusOn<HTMLInputElement>(host, '.field');
        field.setSelectionRange(1, 4, 'backward');
        let lastHeard = '';
        field.addEventListener('input', () => {
          lastHeard = field.value;
        });
        pressAll(burst, 3);
        same([field.value, lastHeard], ['Meeri Kai', 'Meeri Kai']);
        same([field.selectionStart, field.selectionEnd, field.selectionDirection], [1, 4, 'backward']);
        same(readings().length, 1);
      }));
  }

  it('leaves a number field as it was', () =>
    onPage('<input type="number" value="2">', ({ host, readings }) => {
      const field = focusOn<HTMLInputElement>(host, 'input');
      pressAll(burst, 3);
      same([field.value, readings().length], ['2', 1]);
    }));

  it('leaves the choice of a list', () =>
    onPage('<select><option>Kaisa</option><option>Aino</option></select>', ({ host, readings }) => {
      const list = focusOn<HTMLSelectElement>(host, 'select');
      pressAll(burst, 3);
      same([list.value, readings().length], ['Kaisa', 1]);
    }));

  for (const [name, html, start, end] of [
    ['an empty editable element', '', 0, 0],
    ['an editable element', 'Meeri Kai', 5, 5],
    ['a selection in an editable element', 'Meeri Kai', 0, 5],
  ] as const) {
    it(`leaves ${name} as it was`, () =>
      onPage(`<div contenteditable="true">${html}</div>`, ({ host, readings }) => {
        const element = focusOn(host, 'div');
        const node = element.firstChild ?? element;
        getSelection()?.setBaseAndExtent(node, start, node, end);
        pressAll(burst, 3);
        same([element.textContent, readings().length], [html, 1]);
      }));
  }

  it('leaves an input inside a shadow root as it was', () =>
    onPage('<div></div>', ({ host, readings }) => {
      const root = host.querySelector('div')?.attachShadow({ mode: 'open' });
      if (root === undefined) throw new Error('no shadow root');
      root.innerHTML = '<input value="Meeri">';
      const field = focusOn<HTMLInputElement>(root, 'input');
      pressAll(burst, 3);
      same([field.value, readings().length], ['Meeri', 1]);
    }));

  it('leaves all fields as they were when the page itself moves the focus', () =>
    onPage('<input class="a"><input class="b">', ({ host, readings }) => {
      const [first, second] = [focusOn<HTMLInputElement>(host, '.a'), host.querySelector<HTMLInputElement>('.b')];
      first.addEventListener('input', () => first.value.length === 4 && second?.focus());
      pressAll(burst, 3);
      same([first.value, second?.value, readings().length], ['', '', 1]);
    }));

  it('presses no button, submits no form, and its Enter reaches no listener', () =>
    onPage('<form><input><button>Buy</button></form>', ({ host }) => {
      const done: string[] = [];
      host.addEventListener('submit', (event) => {
        event.preventDefault();
        done.push('submit');
      });
      host.addEventListener('click', () => done.push('click'));
      for (const type of ['keydown', 'keyup']) {
        host.addEventListener(type, (event) => (event as KeyboardEvent).key === 'Enter' && done.push(type));
      }
      focusOn(host, 'input');
      pressAll(burst, 3);
      focusOn(host, 'button');
      pressAll(burst, 3);
      same(done, []);
      press('Enter', 500);
      same(done.includes('click'), true, 'a later Enter still presses');
    }));

  it('of another kind stays in its field, with its Enter', () =>
    onPage('<form><input></form>', ({ host, events }) => {
      let submitted = '';
      const field = focusOn<HTMLInputElement>(host, 'input');
      host.addEventListener('submit', (event) => {
        event.preventDefault();
        submitted = field.value;
      });
      pressAll([...'6414893400016', 'Enter'], 3);
      same([field.value, submitted], ['6414893400016', '6414893400016']);
      same(events, [{ type: 'unrecognised', origin: 'wedge' }]);
    }));

  it('between a person’s keys removes itself and none of theirs', () =>
    onPage('<input>', ({ host, readings }) => {
      const field = focusOn<HTMLInputElement>(host, 'input');
      pressAll([...'Meeri'], 40, 60);
      nowMs += 40;
      pressAll(burst, 3);
      pressAll([...' Kai'], 40, 60);
      same([field.value, readings().length], ['Meeri Kai', 1]);
    }));

  it('is not read inside data-kaiku-ignore', () =>
    onPage('<div data-kaiku-ignore><input></div>', ({ host, events }) => {
      const field = focusOn<HTMLInputElement>(host, 'input');
      pressAll(burst, 3);
      same([field.value, events.length], [card, 0]);
    }));

  it('needs a reader’s pace, not a person’s', () =>
    onPage('<input>', ({ host, events }) => {
      const field = focusOn<HTMLInputElement>(host, 'input');
      pressAll(burst, 36, 60);
      same([field.value, events.length], [card, 0]);
    }));
});
