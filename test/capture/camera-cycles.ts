/** A camera started and stopped, again and again, in a real Chromium with its fake camera. */
import type { Listening } from '@kaiku/registry';
import type { CDPSession } from 'playwright-core';
import { launchChromium } from '../support/browser.ts';
import { grantedFakeCamera } from '../support/chromium.ts';
import { bundle, serveFiles } from '../support/source-page.ts';
import { zxingReaderWasm } from '../support/zxing-wasm.ts';

export interface CyclesReport {
  readonly cycles: number;
  /** The number of tracks that were ever opened. */
  readonly opened: number;
  /** The most tracks that were live after a stop. */
  readonly maxLeft: number;
  /** The page's own JavaScript heap after a garbage collection: after a tenth of the cycles, and after the rest. */
  readonly heapBytes: readonly [before: number, after: number];
  readonly listeners: readonly [before: number, after: number];
}

/** Runs a tenth of the cycles, measures the page's heap, runs the others, and measures again. */
export async function runCameraCycles(cycles: number): Promise<CyclesReport> {
  const server = await servePage();
  const browser = await launchChromium({ args: [...grantedFakeCamera] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction('globalThis.cycle !== undefined');
    const session = await page.context().newCDPSession(page);
    const run = (times: number): Promise<{ opened: number; maxLeft: number }> => page.evaluate(`cycle(${times})`);
    const warm = Math.ceil(cycles / 10);
    const first = await run(warm);
    const before = await look(session);
    const rest = await run(cycles - warm);
    const after = await look(session);
    return {
      cycles,
      opened: first.opened + rest.opened,
      maxLeft: Math.max(first.maxLeft, rest.maxLeft),
      heapBytes: [before.heapBytes, after.heapBytes],
      listeners: [before.listeners, after.listeners],
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Growth of the heap that is noise: compiled code, and what the browser keeps for later. A leaked run is more. */
const maxGrownBytes = 500_000;

/** Returns the faults of a report. */
export function judgeCycles({ cycles, opened, maxLeft, heapBytes, listeners }: CyclesReport): readonly string[] {
  const grownBytes = heapBytes[1] - heapBytes[0];
  return [
    ...(opened === cycles ? [] : [`${opened} tracks were opened in ${cycles} cycles`]),
    ...(maxLeft === 0 ? [] : [`${maxLeft} tracks were live after a stop`]),
    ...(grownBytes < maxGrownBytes ? [] : [`the heap has grown by ${grownBytes} bytes`]),
    ...(listeners[1] === listeners[0] ? [] : [`listeners: ${listeners[0]}, then ${listeners[1]}`]),
  ];
}

async function look(session: CDPSession): Promise<{ readonly heapBytes: number; readonly listeners: number }> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, listeners: jsEventListeners };
}

async function servePage(): Promise<Listening> {
  const worker = new URL('../../packages/capture/src/decode/decode-worker.ts', import.meta.url);
  return serveFiles({
    '/': ['text/html', '<!doctype html><title>Camera</title><body><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', await bundle(new URL('./camera-cycles-page.ts', import.meta.url))],
    '/decode-worker.js': ['text/javascript', await bundle(worker)],
    '/zxing_reader.wasm': ['application/wasm', zxingReaderWasm],
  });
}
