/**
 * A device of a venue: a Chromium process on a profile that survives it. Controlled over a pipe, not a port: the browser ends
 * with this process in every case, and it starts faster.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { chromiumFlags, chromiumPath } from '../support/chromium.ts';

export interface Device {
  /** Opens a tab. */
  open(url: string): Promise<Tab>;
  /** Kills the browser with `kill -9`. Resolves when all its processes have ended. */
  kill(): Promise<void>;
  /** Closes the browser as a person does. */
  close(): Promise<void>;
}

export interface Tab {
  /** Crashes the renderer. Resolves when it has ended. */
  crash(): Promise<void>;
}

const flags = [
  '--headless',
  ...chromiumFlags,
  '--disable-gpu',
  '--disable-breakpad',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  // A background tab records as fast as the other one.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--enable-logging=stderr',
  '--remote-debugging-pipe',
];

/** How long a browser may take to start or to answer on a busy machine. */
const timeoutMs = 30_000;

/** Chromium's log line when LevelDB finds a torn write: it then deletes the origin's whole database. */
const thrownAway = 'corrupted (and deleted) database';

/** @param onThrownAway called when the browser has deleted a database */
export async function startDevice(profile: string, onThrownAway: () => void = () => {}): Promise<Device> {
  const child = spawn(
    chromiumPath,
    [...flags, `--user-data-dir=${profile}`, 'about:blank'],
    // Its own process group, so that all its processes can be killed.
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: true },
  );
  const exited = once(child, 'exit');
  if (child.stderr !== null)
    createInterface(child.stderr).on('line', (line) => {
      if (line.includes(thrownAway)) onThrownAway();
    });
  const cdp = speak(child);
  await cdp.call('Target.setDiscoverTargets', { discover: true });

  return {
    async open(url) {
      const { targetId } = await cdp.call<{ targetId: string }>('Target.createTarget', { url });
      const { sessionId } = await cdp.call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
      return {
        async crash() {
          const crashed = cdp.heard('Target.targetCrashed', (about) => about.targetId === targetId);
          // A crashed renderer does not answer.
          cdp.call('Page.crash', {}, sessionId).catch(() => {});
          await crashed;
          cdp.call('Target.closeTarget', { targetId }).catch(() => {});
        },
      };
    },
    async kill() {
      endGroup(child, 'SIGKILL');
      await exited;
      // A helper process dies only when its flush ends. Until then it uses the profile.
      while (isAnyLeft(child)) await waited(5);
    },
    async close() {
      cdp.call('Browser.close', {}).catch(() => {});
      const gone = await Promise.race([exited.then(() => true), waited(5_000).then(() => false)]);
      if (!gone) endGroup(child, 'SIGKILL');
      await exited;
    },
  };
}

/** Signals the browser's process group: the browser and its helpers. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** True if a process of the browser's group still runs. Only known on Linux; elsewhere the browser's own end must do. */
function isAnyLeft({ pid }: ChildProcess): boolean {
  if (!existsSync('/proc/self/stat')) return false;
  return readdirSync('/proc').some((name) => {
    try {
      const stat = /^[0-9]+$/.test(name) ? readFileSync(`/proc/${name}/stat`, 'utf8') : '';
      // After the name, which may contain anything: state, parent, group.
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(group) === pid && state !== 'Z' && state !== 'X';
    } catch {
      return false;
    }
  });
}

type Params = Readonly<Record<string, unknown>>;

/** The DevTools protocol over the pipe: JSON texts that end in a zero byte. */
function speak(child: ChildProcess) {
  const [toBrowser, fromBrowser] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const calls = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const listeners = new Set<(method: string, params: Params) => void>();
  let last = 0;
  let rest = '';

  fromBrowser.setEncoding('utf8').on('data', (chunk: string) => {
    const texts = (rest + chunk).split('\0');
    rest = texts.pop() ?? '';
    for (const text of texts) hear(JSON.parse(text));
  });
  // A killed browser breaks the pipe. Pending calls are rejected on `exit`.
  toBrowser.on('error', () => {});
  fromBrowser.on('error', () => {});
  child.once('exit', () => {
    for (const { reject } of calls.values()) reject(new Error('The browser has ended.'));
    calls.clear();
  });

  function hear(message: {
    id?: number;
    result?: never;
    error?: { message: string };
    method?: string;
    params?: Params;
  }) {
    if (message.method !== undefined) {
      for (const listener of [...listeners]) listener(message.method, message.params ?? {});
      return;
    }
    const call = calls.get(message.id ?? 0);
    calls.delete(message.id ?? 0);
    if (message.error === undefined) call?.resolve(message.result as never);
    else call?.reject(new Error(message.error.message));
  }

  return {
    call<T = unknown>(method: string, params: Params, sessionId?: string): Promise<T> {
      last += 1;
      const id = last;
      const answered = new Promise<T>((resolve, reject) => calls.set(id, { resolve, reject }));
      toBrowser.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
      return inTime(answered, method);
    },
    /** Resolves at the next event that matches. */
    heard(method: string, isIt: (params: Params) => boolean): Promise<void> {
      const happened = new Promise<void>((resolve) => {
        const listener = (name: string, params: Params) => {
          if (name !== method || !isIt(params)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
      return inTime(happened, method);
    },
  };
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export function waited(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
