import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../reading.ts';
import type { HidApi } from './hid-api.ts';
import { hidSource } from './index.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reader: three characters of the identifier, eight of data, a byte that says if there is more. */
class FakeReader extends EventTarget {
  opened = false;
  readonly collections = [
    {
      usagePage: 0x8c,
      inputReports: [
        {
          reportId: 2,
          items: [
            { usages: [0x8c00fb, 0x8c00fc, 0x8c00fd], reportSize: 8, reportCount: 3 },
            { usages: [0x8c00fe], reportSize: 8, reportCount: 8 },
            { usages: [0x8c00ff], reportSize: 1, reportCount: 1 },
          ],
        },
      ],
    },
  ];
  async open(): Promise<void> {
    this.opened = true;
  }
  async close(): Promise<void> {
    this.opened = false;
  }
  send(text: string): void {
    for (let from = 0; from < text.length; from += 8) {
      const part = text.slice(from, from + 8).padEnd(8, '\0');
      const more = from + 8 < text.length ? '\x01' : '\0';
      const data = new DataView(Uint8Array.from(`]A0${part}${more}`, (char) => char.charCodeAt(0)).buffer);
      this.dispatchEvent(Object.assign(new Event('inputreport'), { device: this, reportId: 2, data }));
    }
  }
}

class FakeHid extends EventTarget implements HidApi {
  readonly allowed: FakeReader[] = [];
  readonly reader = new FakeReader();
  isRefused = false;
  async getDevices() {
    return this.allowed;
  }
  async requestDevice() {
    if (this.isRefused) return [];
    this.allowed.push(this.reader);
    return [this.reader];
  }
  plug(type: 'connect' | 'disconnect', device: FakeReader): void {
    this.dispatchEvent(Object.assign(new Event(type), { device }));
  }
}

function createDesk(hid: HidApi | undefined) {
  const source = hidSource({ grammar, hid, wallNowMs: () => 7 });
  const events: SourceEvent[] = [];
  source.subscribe((event) => events.push(event));
  return { source, told: () => events.filter(({ type }) => type !== 'state') };
}

const card: SourceEvent = {
  type: 'reading',
  reading: { text: 'A045198723', origin: 'wedge', symbology: 'code-39', takenAtMs: 7, repairs: ['symbology-prefix'] },
};

describe('hidSource', () => {
  it('reads from a reader that is allowed by a click, also a code in two reports', async () => {
    const hid = new FakeHid();
    const { source, told } = createDesk(hid);
    await source.start();
    expect(await source.ask()).toBe(true);
    hid.reader.send('A045198723');
    expect(told()).toEqual([card]);
    await source.close();
    expect(hid.reader.opened).toBe(false);
    hid.reader.send('A045198723');
    expect(told()).toHaveLength(1);
  });

  it('reads again from a reader that was unplugged', async () => {
    const hid = new FakeHid();
    hid.allowed.push(hid.reader);
    const { source, told } = createDesk(hid);
    await source.start();
    hid.plug('disconnect', hid.reader);
    const again = new FakeReader();
    hid.plug('connect', again);
    await settled();
    again.send('A045198723');
    expect(told()).toEqual([card]);
  });

  it('takes no for an answer', async () => {
    const hid = new FakeHid();
    hid.isRefused = true;
    const { source } = createDesk(hid);
    await source.start();
    expect(await source.ask()).toBe(false);
    await source.close();
  });

  it('emits an unrecognised code without its content', async () => {
    const hid = new FakeHid();
    hid.allowed.push(hid.reader);
    const { source, told } = createDesk(hid);
    await source.start();
    hid.reader.send('6414893400016');
    expect(told()).toEqual([{ type: 'unrecognised', origin: 'wedge', symbology: undefined }]);
  });

  it('says plainly that the browser cannot', async () => {
    const { source } = createDesk(undefined);
    await expect(source.start()).rejects.toMatchObject({ code: 'config/invalid', message: /Use Chrome or Edge/ });
    await expect(source.ask()).rejects.toMatchObject({ code: 'config/invalid' });
  });
});
