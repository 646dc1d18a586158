import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Running, Tab } from './tab.ts';

/** The driver and the program that runs the browser, as .tools/bootstrap.mjs found them. */
export const webkitDriver = process.env.WEBKIT_DRIVER || '/usr/bin/WebKitWebDriver';
const gjs = '/usr/bin/gjs';
const browser = fileURLToPath(new URL('webkit-browser.mjs', import.meta.url));

/** WebDriver's codes of the keys that are no characters. */
const keyCodes: Readonly<Record<string, string>> = {
  Enter: '\uE007',
  Tab: '\uE004',
  Escape: '\uE00C',
  Backspace: '\uE003',
  Delete: '\uE017',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Home: '\uE011',
  End: '\uE010',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
};

/**
 * Starts WebKitGTK by its WebDriver, on an X server of its own.
 * @param profile a folder that outlives the browser; without one it is a new one
 */
export async function startWebKit(profile?: string): Promise<Running> {
  const folder = profile ?? mkdtempSync(path.join(tmpdir(), 'kaiku-webkit-'));
  const [screen, display] = await startScreen();
  const port = await freePort();
  const driver = spawn(webkitDriver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
  });
  const send = callsOf(`http://127.0.0.1:${port}`);
  await started(() => send('GET', '/status'), driver);
  const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
    capabilities: {
      alwaysMatch: { 'webkitgtk:browserOptions': { binary: gjs, args: ['-m', browser, folder] } },
    },
  });
  const session: Send = (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
  await session('POST', '/timeouts', { script: 120_000, pageLoad: 60_000, implicit: 0 });
  return {
    open: () => Promise.resolve(tabOf(session)),
    async kill() {
      const ended = once(driver, 'exit');
      if (driver.pid !== undefined) process.kill(-driver.pid, 'SIGKILL');
      await ended;
      screen.kill();
    },
    async close() {
      await session('DELETE', '').catch(() => {});
      // The browser is a child of the driver, in its group.
      if (driver.pid !== undefined) process.kill(-driver.pid, 'SIGTERM');
      screen.kill();
      if (profile === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The driver answers before the page is resized: calls back once the page has its size and has been painted with it. */
const resized = `
  const [width, height, done] = arguments;
  const look = () =>
    requestAnimationFrame(innerWidth === width && innerHeight === height ? () => setTimeout(done) : look);
  look();
`;

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

function codeOf(key: string): string {
  return key === '\n' ? (keyCodes.Enter as string) : (keyCodes[key] ?? key);
}

function tabOf(send: Send): Tab {
  const keys = (...actions: readonly { readonly type: string; readonly value: string }[]) =>
    send<void>('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  const down = (key: string) => ({ type: 'keyDown', value: codeOf(key) });
  const up = (key: string) => ({ type: 'keyUp', value: codeOf(key) });
  const run = <T>(script: string, ...args: readonly unknown[]) => send<T>('POST', '/execute/sync', { script, args });
  return {
    goto: (url) => send('POST', '/url', { url }),
    run: (body, ...values) => run(`return (function (...values) { ${body} })(...arguments)`, ...values),
    async setViewport({ width, height }) {
      await send('POST', '/window/rect', { width, height });
      await send('POST', '/execute/async', { script: resized, args: [width, height] });
    },
    keyboard: {
      type: (text) => keys(...[...text].flatMap((key) => [down(key), up(key)])),
      press: (key) => keys(down(key), up(key)),
      down: (key) => keys(down(key)),
      up: (key) => keys(up(key)),
    },
    click: (x, y) =>
      send('POST', '/actions', {
        actions: [
          {
            type: 'pointer',
            id: 'mouse',
            actions: [
              { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
              { type: 'pointerDown', button: 0 },
              { type: 'pointerUp', button: 0 },
            ],
          },
        ],
      }),
    screenshot: async () => Buffer.from(await send<string>('GET', '/screenshot'), 'base64'),
    close: () => send('POST', '/url', { url: 'about:blank' }),
  };
}

function callsOf(address: string): Send {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(address + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
}

async function started(ask: () => Promise<unknown>, driver: ChildProcess): Promise<void> {
  for (;;) {
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (answered) return;
    if (driver.exitCode !== null) throw new Error(`${webkitDriver} ended with code ${driver.exitCode}.`);
    await sleep(50);
  }
}

async function startScreen(): Promise<[ChildProcess, string]> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(screen.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  return [screen, `:${number.toString().trim()}`];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
