/** A page without a browser: a window, a place that has the focus, clocks, and a browser's response to a key. */

import type { ReaderKey } from '@kaiku/testkit/reader';
import type { SourceEvent, SymbolGrammar } from '../../../packages/capture/src/reading.ts';
import type { Keyboard, WedgeWindow } from '../../../packages/capture/src/wedge/index.ts';
import { wedgeSource } from '../../../packages/capture/src/wedge/index.ts';

export const placeNames = [
  'nothing',
  'input',
  'textarea',
  'number',
  'editable',
  'select',
  'shadow',
  'controlled',
  'button',
] as const;
export type PlaceName = (typeof placeNames)[number];

class FakeKey extends Event {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey = false;
  readonly repeat = false;
  readonly isComposing = false;
  /** The deprecated property, for libraries that still read it. */
  readonly keyCode: number;
  readonly atMs: number;
  path: readonly EventTarget[] = [];
  isStopped = false;

  constructor(type: string, init: Omit<ReaderKey, 'type' | 'inserts'>) {
    super(type, { cancelable: true, bubbles: true });
    this.key = init.key;
    this.code = init.code;
    this.shiftKey = init.shiftKey;
    this.ctrlKey = init.ctrlKey;
    this.altKey = init.altKey;
    this.atMs = init.atMs;
    this.keyCode = keyCodeOf(init);
  }
  get which(): number {
    return this.keyCode;
  }
  /** As a listener of the document sees it: the host of a shadow root. */
  override get target(): EventTarget | null {
    return this.path[0] ?? null;
  }
  override get timeStamp(): number {
    return this.atMs;
  }
  override composedPath(): EventTarget[] {
    return [...this.path];
  }
}

function keyCodeOf({ code, key }: Pick<ReaderKey, 'code' | 'key'>): number {
  if (code.startsWith('Key')) return code.charCodeAt(3);
  if (code.startsWith('Digit')) return code.charCodeAt(5);
  if (code.startsWith('Numpad')) return 48 + code.charCodeAt(6);
  return { Enter: 13, Tab: 9, Shift: 16, Control: 17, Alt: 18 }[key] ?? 221;
}

/** The focused element (an input, a list, …), as far as the source uses it. */
class Place extends EventTarget {
  readonly name: PlaceName;
  readonly localName: string;
  readonly tagName: string;
  readonly isContentEditable: boolean;
  readonly options = [{ text: 'Kaisa' }, { text: 'Aino' }, { text: '045' }, { text: 'Yrjö' }];
  readonly page: FakePage;
  selectedIndex = 0;
  selectionStart: number | null;
  selectionEnd: number | null;
  selectionDirection = 'none';
  clicks = 0;
  submits = 0;
  #value: string;

  constructor(name: PlaceName, page: FakePage) {
    super();
    this.name = name;
    this.page = page;
    const names: Partial<Record<PlaceName, string>> = {
      textarea: 'textarea',
      select: 'select',
      editable: 'div',
      button: 'button',
      nothing: 'body',
    };
    this.localName = names[name] ?? 'input';
    this.tagName = name === 'shadow' ? 'DIV' : this.localName.toUpperCase();
    this.isContentEditable = name === 'editable';
    this.#value = name === 'number' ? '2' : 'Meeri Kai';
    this.selectionStart = this.selectionEnd = name === 'number' ? null : 5;
  }
  get value(): string {
    return this.#value;
  }
  set value(value: string) {
    this.#value = value;
    if (this.selectionStart !== null) this.selectionStart = this.selectionEnd = value.length;
  }
  get textContent(): string {
    return this.#value;
  }
  get isField(): boolean {
    return this.isContentEditable || this.localName === 'input' || this.localName === 'textarea';
  }
  setSelectionRange(start: number, end: number, direction: string): void {
    [this.selectionStart, this.selectionEnd, this.selectionDirection] = [start, end, direction];
  }
  /** Types as a browser does. */
  insert(text: string): void {
    if (this.localName === 'select') {
      const found = this.options.findIndex((option) => option.text.toLowerCase().startsWith(text.toLowerCase()));
      if (found >= 0) this.selectedIndex = found;
    }
    if (!this.isField || (this.name === 'number' && !/[0-9+.e-]/i.test(text))) return;
    const from = this.selectionStart ?? this.#value.length;
    const to = this.selectionEnd ?? from;
    this.#value = this.#value.slice(0, from) + text + this.#value.slice(to);
    if (this.selectionStart !== null) this.selectionStart = this.selectionEnd = from + text.length;
  }
  readonly ownerDocument = {
    execCommand: (command: string, _: boolean, text: string) => {
      if (command === 'delete') this.insert('');
      else this.insert(text);
      return true;
    },
  };
  /** The caret of an editable element, and as much of the selection as the source uses. */
  getRootNode() {
    const selection = {
      rangeCount: 1,
      toString: () => this.#value.slice(this.selectionStart ?? 0, this.selectionEnd ?? 0),
      collapseToEnd: () => {
        this.selectionStart = this.selectionEnd;
      },
      modify: () => {
        this.selectionStart = Math.max(0, (this.selectionStart ?? 0) - 1);
      },
    };
    return { getSelection: () => selection };
  }
  override dispatchEvent(event: Event): boolean {
    if (event instanceof FakeKey) return this.page.dispatch(event, this);
    return true;
  }
}

/** Two clocks: `nowMs` is when handlers run, an event's own time may lie before it (a busy page). */
export class FakePage {
  readonly place: Place;
  nowMs = 0;
  moves = 0;
  /** Keydowns that a listener of the page received. */
  readonly heard: string[] = [];
  #timers: { readonly dueAtMs: number; readonly call: () => void; readonly id: number }[] = [];
  #lastTimer = 0;

  readonly window: WedgeWindow = Object.assign(new EventTarget(), {
    performance: { now: () => this.nowMs },
    Date: { now: () => 1_700_000_000_000 + this.nowMs },
    setTimeout: (call: () => void, ms: number): number => {
      this.#lastTimer += 1;
      this.#timers.push({ dueAtMs: this.nowMs + ms, call, id: this.#lastTimer });
      return this.#lastTimer;
    },
    clearTimeout: (timer: number | undefined): void => {
      this.#timers = this.#timers.filter(({ id }) => id !== timer);
    },
  });

  constructor(place: PlaceName) {
    this.place = new Place(place, this);
  }

  listen(): void {
    this.window.addEventListener('keydown', (event) => {
      this.heard.push((event as FakeKey).key);
    });
  }

  dispatch(event: FakeKey, place: Place): boolean {
    event.path = [place, this.window];
    return this.window.dispatchEvent(event);
  }

  /** Runs timers until a time. */
  advance(toMs: number): void {
    for (;;) {
      const [next] = this.#timers.filter(({ dueAtMs }) => dueAtMs <= toMs).sort((a, b) => a.dueAtMs - b.dueAtMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.nowMs = Math.max(this.nowMs, next.dueAtMs);
      next.call();
    }
    this.nowMs = Math.max(this.nowMs, toMs);
  }

  /** Plays one key event, and the browser's response to it. */
  play(key: ReaderKey): void {
    const event = new FakeKey(key.type, key);
    const { place } = this;
    if (!this.dispatch(event, place) && !key.isForced) return;
    if (key.type === 'keyup') return;
    if (key.inserts !== '') for (const char of key.inserts) place.insert(char);
    if (key.type !== 'keydown' || key.ctrlKey) return;
    if (key.key === 'Tab') this.moves += 1;
    if (key.key !== 'Enter') return;
    if (place.name === 'button') place.clicks += 1;
    else if (place.localName === 'input') place.submits += 1;
    else if (place.isField) place.insert('\n');
  }
}

/** The record of a page that receives key events. */
export interface Outcome {
  readonly readings: readonly string[];
  readonly repairs: readonly string[];
  readonly refusals: readonly (string | undefined)[];
  /** From the last key to each reading. */
  readonly latenciesMs: readonly number[];
  /** Keydowns of characters, Enter and Tab that the page received. */
  readonly heard: readonly string[];
  readonly value: string;
  readonly isAsBefore: boolean;
  readonly pressed: number;
}

/** Whatever listens to a page's keys. */
export interface Listener {
  readonly events: readonly { readonly event: SourceEvent; readonly atMs: number }[];
  close(): Promise<void> | void;
}

export interface Played {
  readonly events: readonly ReaderKey[];
  readonly place: PlaceName;
  /** The page is blocked for this time, from the event at the index on. */
  readonly busy?: { readonly index: number; readonly forMs: number };
}

export interface Playing extends Played {
  readonly grammar: SymbolGrammar;
  readonly keyboard?: Keyboard;
}

/** Plays key events on a page with a wedge source. */
export function play({ grammar, keyboard, ...played }: Playing): Promise<Outcome> {
  return playTo(played, async (page) => {
    const source = wedgeSource({ grammar, keyboard, target: page.window });
    const events: { event: SourceEvent; atMs: number }[] = [];
    source.subscribe((event) => events.push({ event, atMs: page.nowMs }));
    await source.start();
    return { events, close: source.close };
  });
}

/** Plays key events on a page that something listens to. */
export async function playTo(
  { events, place: placeName, busy }: Played,
  listen: (page: FakePage) => Promise<Listener>,
): Promise<Outcome> {
  const page = new FakePage(placeName);
  const { place } = page;
  const listener = await listen(page);
  page.listen();
  const before = [place.value, place.selectionStart, place.selectionEnd, place.selectedIndex].join();
  let busyUntilMs = 0;
  for (const [index, event] of events.entries()) {
    if (index === busy?.index) busyUntilMs = event.atMs + busy.forMs;
    // While the page is busy nothing runs: keys queue, timers come late.
    if (event.atMs >= busyUntilMs) page.advance(event.atMs);
    else page.nowMs = Math.max(page.nowMs, busyUntilMs);
    page.play(event);
  }
  const lastAtMs = page.nowMs;
  page.advance(lastAtMs + 2000);
  const told = listener.events;
  await listener.close();
  const readings = told.flatMap(({ event, atMs }) => (event.type === 'reading' ? [{ ...event.reading, atMs }] : []));
  return {
    readings: readings.map(({ text }) => text),
    repairs: readings.flatMap(({ repairs = [] }) => repairs),
    refusals: told.flatMap(({ event }) => (event.type === 'unrecognised' ? [event.reason ?? 'other'] : [])),
    latenciesMs: readings.map(({ atMs }) => Math.max(0, atMs - lastAtMs)),
    heard: page.heard.filter((key) => key.length === 1 || key === 'Enter' || key === 'Tab'),
    value: place.value,
    isAsBefore: [place.value, place.selectionStart, place.selectionEnd, place.selectedIndex].join() === before,
    pressed: place.clicks + place.submits + page.moves,
  };
}
