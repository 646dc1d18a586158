import { describe, expect, it } from 'vitest';
import type { SourceEvent } from '../reading.ts';
import { type SerialApi, type SerialPort, serialSource } from './index.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class FakePort extends EventTarget implements SerialPort {
  readable: ReadableStream<Uint8Array> | null = null;
  #to: ReadableStreamDefaultController<Uint8Array> | undefined;
  async open(): Promise<void> {
    this.readable = new ReadableStream({
      start: (to) => {
        this.#to = to;
      },
    });
  }
  async close(): Promise<void> {
    this.readable = null;
  }
  send(text: string): void {
    this.#to?.enqueue(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  }
  unplug(): void {
    this.#to?.error(new Error('The device has been lost.'));
  }
}

class FakeSerial extends EventTarget implements SerialApi {
  readonly port = new FakePort();
  readonly allowed: FakePort[] = [];
  isRefused = false;
  async getPorts() {
    return this.allowed;
  }
  async requestPort() {
    if (this.isRefused) throw new DOMException('No port selected by the user.', 'NotFoundError');
    return this.port;
  }
  /** A `connect` bubbles from the port to its owner. */
  plug(port: FakePort): void {
    const event = new Event('connect');
    Object.defineProperty(event, 'target', { value: port });
    this.dispatchEvent(event);
  }
}

function createDesk(serial: SerialApi | undefined) {
  const source = serialSource({ grammar, serial, wallNowMs: () => 7 });
  const events: SourceEvent[] = [];
  source.subscribe((event) => events.push(event));
  const texts = (): string[] =>
    events.flatMap((event) =>
      event.type === 'reading' ? event.reading.text : event.type === 'unrecognised' ? 'unrecognised' : [],
    );
  return { source, texts };
}

describe('serialSource', () => {
  it('reads from a port that is allowed by a click, whatever the pieces it comes in', async () => {
    const serial = new FakeSerial();
    const { source, texts } = createDesk(serial);
    await source.start();
    expect(await source.ask()).toBe(true);
    await settled();
    for (const piece of ['A0451', '98723', '\r\nA9990', '05458\r', '6414893400016\r']) serial.port.send(piece);
    await settled();
    expect(texts()).toEqual(['A045198723', 'A999005458', 'unrecognised']);
    await source.close();
    expect(serial.port.readable).toBe(null);
  });

  it('reads again from a port that was unplugged', async () => {
    const serial = new FakeSerial();
    serial.allowed.push(serial.port);
    const { source, texts } = createDesk(serial);
    await source.start();
    await settled();
    serial.port.send('A0451');
    serial.port.unplug();
    await settled();
    serial.plug(serial.port);
    await settled();
    serial.port.send('A045198723\r');
    await settled();
    expect(texts()).toEqual(['A045198723']);
    await source.close();
  });

  it('takes no for an answer', async () => {
    const serial = new FakeSerial();
    serial.isRefused = true;
    const { source } = createDesk(serial);
    await source.start();
    expect(await source.ask()).toBe(false);
    await source.close();
  });

  it('says plainly that the browser cannot', async () => {
    const { source } = createDesk(undefined);
    await expect(source.start()).rejects.toMatchObject({ code: 'config/invalid', message: /set the reader to type/ });
  });
});
