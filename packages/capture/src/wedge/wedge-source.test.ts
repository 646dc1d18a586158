import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../reading.ts';
import { type WedgeWindow, wedgeSource } from './wedge-source.ts';

const grammar = [
  { prefix: 'A', digits: [9] },
  { prefix: 'AM', digits: [8, 9] },
];

/** A window without a page: enough to send keys to. Fields are put back in `test/capture/wedge.browser.test.ts`. */
function createDesk(listens?: () => boolean) {
  const timers: { readonly dueAtMs: number; readonly call: () => void; readonly id: number }[] = [];
  let pageMs = 5000;
  let lastTimer = 0;
  const target: WedgeWindow = Object.assign(new EventTarget(), {
    performance: { now: () => pageMs },
    Date: { now: () => 1_700_000_000_000 + pageMs },
    setTimeout(call: () => void, ms: number) {
      lastTimer += 1;
      timers.push({ dueAtMs: pageMs + ms, call, id: lastTimer });
      return lastTimer;
    },
    clearTimeout: (timer: number | undefined) =>
      void timers.splice(0, timers.length, ...timers.filter(({ id }) => id !== timer)),
  });
  const source = wedgeSource({ grammar, target, listens });
  const events: SourceEvent[] = [];
  source.subscribe((event) => events.push(event));

  return {
    source,
    events,
    readings: () => events.flatMap((event) => (event.type === 'reading' ? [event.reading] : [])),
    /** Sends one key `gapMs` after the last. Returns whether the page may have it. */
    press(key: string, gapMs: number, type = 'keydown'): boolean {
      pageMs += gapMs;
      const event = Object.assign(new Event(type, { cancelable: true }), { key, code: '' });
      Object.defineProperty(event, 'timeStamp', { value: pageMs });
      return target.dispatchEvent(event);
    },
    /** Lets time pass at once, as on a busy page: a timer due in between comes late. */
    pass(spanMs: number): void {
      pageMs += spanMs;
      for (const timer of timers.splice(0, timers.length)) {
        if (timer.dueAtMs <= pageMs) timer.call();
        else timers.push(timer);
      }
    },
    pending: () => timers.length,
  };
}

describe('wedgeSource', () => {
  it('leaves every key to the page while `listens` returns false', async () => {
    let listens = false;
    const desk = createDesk(() => listens);
    await desk.source.start();
    const send = () => [...'A045198723', 'Enter'].map((key) => desk.press(key, 3));
    expect(send()).toEqual(Array(11).fill(true));
    desk.pass(200);
    expect(desk.readings()).toEqual([]);
    listens = true;
    expect(send()).toEqual([true, ...Array(10).fill(false)]);
    expect(desk.readings()).toMatchObject([{ text: 'A045198723' }]);
  });
  it('leaves the rest of a code to the page if `listens` changes to false, and emits nothing', async () => {
    let listens = true;
    const desk = createDesk(() => listens);
    await desk.source.start();
    for (const key of 'A0451') desk.press(key, 3);
    listens = false;
    expect([...'98723', 'Enter'].map((key) => desk.press(key, 3))).toEqual(Array(6).fill(true));
    desk.pass(50);
    desk.pass(50);
    expect(desk.readings()).toEqual([]);
  });
  it('emits a reading with the wall-clock time of its last character, and withholds the Enter', async () => {
    const desk = createDesk();
    await desk.source.start();
    const passed = [...'A045198723'].map((key) => desk.press(key, 3));
    expect(passed).toEqual([true, ...Array(9).fill(false)]);
    expect(desk.press('Enter', 3)).toBe(false);
    expect(desk.press('Enter', 1, 'keyup')).toBe(false);
    expect(desk.press('Enter', 500)).toBe(true);
    expect(desk.press('Enter', 1, 'keyup')).toBe(true);
    expect(desk.readings()).toEqual([
      { text: 'A045198723', origin: 'wedge', symbology: undefined, takenAtMs: 1_700_000_005_030, repairs: [] },
    ]);
  });

  it('takes a code without suffix when silence follows', async () => {
    const desk = createDesk();
    await desk.source.start();
    for (const key of 'A045198723') desk.press(key, 3);
    expect(desk.readings()).toEqual([]);
    desk.pass(60);
    expect(desk.readings().map(({ text }) => text)).toEqual(['A045198723']);
  });

  it('waits again when its timer is late, because the rest of a longer code may be queued behind it', async () => {
    const desk = createDesk();
    await desk.source.start();
    for (const key of 'AM12345678') desk.press(key, 3);
    desk.pass(200);
    expect(desk.readings()).toEqual([]);
    desk.press('9', -197);
    desk.pass(60);
    expect(desk.readings().map(({ text }) => text)).toEqual(['AM123456789']);
  });

  it('emits an unrecognised code without its content, and leaves the page every key', async () => {
    const desk = createDesk();
    await desk.source.start();
    const passed = [...'6414893400016', 'Enter'].map((key) => desk.press(key, 3));
    expect(passed.every(Boolean)).toBe(true);
    expect(desk.events.filter(({ type }) => type !== 'state')).toEqual([
      { type: 'unrecognised', origin: 'wedge', symbology: undefined },
    ]);
  });

  it('hears nothing before start and after stop, and leaves no timer', async () => {
    const desk = createDesk();
    const burst = (): void => {
      for (const key of 'A045198723') desk.press(key, 3);
    };
    burst();
    expect(desk.pending()).toBe(0);
    await desk.source.start();
    await desk.source.start();
    burst();
    await desk.source.stop();
    expect(desk.pending()).toBe(0);
    burst();
    desk.pass(60);
    expect(desk.readings()).toEqual([]);
    expect(desk.source.state).toEqual({ status: 'stopped' });
  });

  it('is silent to a subscriber that has left', async () => {
    const desk = createDesk();
    const heard: string[] = [];
    const leave = desk.source.subscribe(({ type }) => heard.push(type));
    await desk.source.start();
    leave();
    for (const key of [...'A045198723', 'Enter']) desk.press(key, 3);
    expect(heard).toEqual(['state', 'state']);
    expect(desk.readings()).toHaveLength(1);
  });

  it('does not start without a window, or once closed', async () => {
    const nowhere = wedgeSource({ grammar });
    await expect(nowhere.start()).rejects.toMatchObject({ code: 'config/invalid' });
    expect(nowhere.state).toEqual({ status: 'failed', code: 'config/invalid' });
    const desk = createDesk();
    await desk.source.close();
    await expect(desk.source.start()).rejects.toMatchObject({ code: 'config/invalid' });
  });
});
