// The text that a handheld types into the invisible field. Its keys have no names, so only `input` events report them.
import { captureFieldSource } from '../../packages/capture/src/capture-field/index.ts';
import type { SourceEvent } from '../../packages/capture/src/reading.ts';
import { wedgeSource } from '../../packages/capture/src/wedge/index.ts';
import { describe, it, same } from './browser-words.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
const card = 'A045198723';

async function onPage(
  use: (page: {
    field: HTMLInputElement;
    events: SourceEvent[];
    endOfWait: () => void;
    host: HTMLElement;
  }) => void | Promise<void>,
): Promise<void> {
  const host = document.body.appendChild(document.createElement('main'));
  let timers: (() => void)[] = [];
  function after(_: number, call: () => void): () => void {
    timers.push(call);
    return () => {
      timers = timers.filter((one) => one !== call);
    };
  }
  const capture = captureFieldSource({ grammar, host, after, wallNowMs: () => 7 });
  const sources = [capture, wedgeSource({ grammar })];
  const events: SourceEvent[] = [];
  for (const source of sources) {
    source.subscribe((event) => event.type !== 'state' && events.push(event));
    await source.start();
  }
  const field = host.querySelector('input');
  if (field === null) throw new Error('There is no capture field.');
  const endOfWait = (): void => {
    for (const call of timers.splice(0)) call();
  };
  try {
    await use({ field, events, endOfWait, host });
  } finally {
    for (const source of sources) await source.close();
    same(host.childElementCount, 0, 'fields left behind');
    host.remove();
  }
}

/** Types as an input method does: keys without names, and the text separately. */
function typeUnnamed(field: HTMLInputElement, text: string): void {
  for (const char of text) {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Unidentified', bubbles: true, composed: true }));
    field.value += char;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: char }));
  }
}

describe('a capture field', () => {
  it('has the focus without an on-screen keyboard, and reads what comes into it', () =>
    onPage(({ field, events, endOfWait }) => {
      same([document.activeElement === field, field.inputMode], [true, 'none']);
      typeUnnamed(field, card);
      endOfWait();
      same(events, [{ type: 'reading', reading: { text: card, origin: 'wedge', takenAtMs: 7 } }]);
      same(field.value, '');
    }));

  it('reads at once with Enter, and the Enter presses nothing', () =>
    onPage(({ field, events }) => {
      typeUnnamed(field, card);
      const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true });
      same(field.dispatchEvent(enter), false);
      same(events.length, 1);
    }));

  it('leaves the focus to a field that a person focuses, and gets it again afterwards', () =>
    onPage(({ field, endOfWait, host }) => {
      const other = host.appendChild(document.createElement('input'));
      other.focus();
      endOfWait();
      same(document.activeElement === other, true, 'the other field keeps the focus');
      other.blur();
      endOfWait();
      same(document.activeElement === field, true, 'the capture field has it again');
      other.remove();
    }));
});
