// The sources that run without a browser: wedge, HID, serial and iframe. Camera and capture field: sources.browser.test.ts.

import { layouts } from '@kaiku/testkit/reader';
import { describe, it } from 'vitest';
import { hidSource } from '../../packages/capture/src/hid/index.ts';
import { frameSource } from '../../packages/capture/src/iframe-source/index.ts';
import { serialSource } from '../../packages/capture/src/serial/index.ts';
import { wedgeSource } from '../../packages/capture/src/wedge/index.ts';
import { readingSourceCases, type SourceWorld, sourceCard } from '../contract/reading-source.case.ts';
import { FakePage } from './wedge/page.ts';
import { scan } from './wedge/reader.ts';

const grammar = [{ prefix: 'A', digits: [9] }];
/** Lets all promises settle, and the chunks of a stream arrive. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function wedgeWorld(): SourceWorld {
  const page = new FakePage('nothing');
  const how = { keyboard: layouts.us, mode: 'plain', suffix: 'Enter', numpad: false } as const;
  return {
    source: wedgeSource({ grammar, target: page.window }),
    async read() {
      const pace = { gapMs: () => 5, held: 0.5, stallMs: () => 0 };
      const events = scan(sourceCard, how, { layout: layouts.us, caps: false, pace, atMs: page.nowMs + 1000 }) ?? [];
      for (const event of events) {
        page.advance(event.atMs);
        page.play(event);
      }
      page.advance(page.nowMs + 1000);
    },
  };
}

function hidWorld(): SourceWorld {
  const reader = Object.assign(new EventTarget(), {
    opened: false,
    collections: [
      {
        usagePage: 0x8c,
        inputReports: [{ reportId: 2, items: [{ usages: [0x8c00fe], reportSize: 8, reportCount: 16 }] }],
      },
    ],
    async open() {
      reader.opened = true;
    },
    async close() {
      reader.opened = false;
    },
  });
  const hid = Object.assign(new EventTarget(), {
    getDevices: async () => [reader],
    requestDevice: async () => [reader],
  });
  return {
    source: hidSource({ grammar, hid }),
    async read() {
      const data = new DataView(Uint8Array.from(sourceCard.padEnd(16, '\0'), (char) => char.charCodeAt(0)).buffer);
      reader.dispatchEvent(Object.assign(new Event('inputreport'), { device: reader, reportId: 2, data }));
    },
  };
}

function serialWorld(): SourceWorld {
  let port: ReadableStreamDefaultController<Uint8Array> | undefined;
  const reader = {
    readable: null as ReadableStream<Uint8Array> | null,
    async open() {
      reader.readable = new ReadableStream({
        start: (controller) => {
          port = controller;
        },
      });
    },
    async close() {
      port = undefined;
      reader.readable = null;
    },
  };
  const serial = Object.assign(new EventTarget(), { getPorts: async () => [reader], requestPort: async () => reader });
  return {
    source: serialSource({ grammar, serial }),
    async read() {
      await settled();
      port?.enqueue(Uint8Array.from(`${sourceCard}\r`, (char) => char.charCodeAt(0)));
      await settled();
    },
  };
}

function iframeWorld(): SourceWorld {
  const [target, contentWindow, origin] = [new EventTarget(), new EventTarget(), 'https://till.example'];
  const frame = { contentWindow: contentWindow as Window };
  const reading = { text: sourceCard, origin: 'wedge', symbology: undefined, takenAtMs: 7 };
  return {
    source: frameSource({ frame, origin, target }),
    async read() {
      const data = { kaiku: { type: 'reading', reading } };
      target.dispatchEvent(Object.assign(new Event('message'), { origin, source: contentWindow, data }));
    },
  };
}

const worlds: Readonly<Record<string, () => SourceWorld>> = {
  wedgeSource: wedgeWorld,
  hidSource: hidWorld,
  serialSource: serialWorld,
  frameSource: iframeWorld,
};

for (const [name, createWorld] of Object.entries(worlds))
  describe(`the reading source ${name}`, () => {
    for (const { name: does, run } of readingSourceCases(createWorld)) it(does, run);
  });
