/** The testkit as a vendor uses it: by Playwright's own runner, and by its command. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Listening } from '@kaiku/registry';
import { arki } from '@kaiku/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { root } from '../../.tools/run.ts';
import { openWindow } from '../support/browser.ts';
import { serveElement } from '../support/element-site.ts';
import { wasmBinary } from '../support/zxing-wasm.ts';

const run = promisify(execFile);
const bin = path.join(root, 'packages/testkit/dist/bin.js');
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-testkit-'));
let site: Listening;

beforeAll(async () => {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  site = await serveElement();
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is read of the report of Playwright's runner. */
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number };
  readonly suites: readonly PlaywrightSuite[];
}
interface PlaywrightSuite {
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message: string } }[] }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

function failuresOf({ specs, suites = [] }: PlaywrightSuite): readonly string[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests
      .flatMap(({ results }) => results.flatMap(({ error }) => error ?? []))
      .map(({ message }) => `${title}: ${message}`),
  );
  return [...own, ...suites.flatMap(failuresOf)];
}

it('the fixtures work in Playwright’s runner', async () => {
  const config = path.join(root, 'test/testkit/playwright/playwright.config.ts');
  const options = { cwd: root, env: { ...process.env, TILL_URL: site.url } };
  const command = [path.join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', config];
  // With a failed test, the runner ends with an exit code; its report is the same.
  const { stdout } = await run(process.execPath, command, options).catch((error: { stdout: string }) => error);
  const { stats, suites } = JSON.parse(stdout) as PlaywrightReport;
  expect(suites.flatMap(failuresOf)).toEqual([]);
  expect(stats).toMatchObject({ expected: 4, unexpected: 0 });
});

describe('the command', () => {
  it('serves a registry whose faults, clock and network another process controls', async () => {
    const args = ['registry', '--port', '0', '--control-port', '0', '--starts-at', '2026-11-20T18:40:00+02:00'];
    const child: ChildProcess = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const printed: string[] = [];
      if (child.stdout === null) throw new Error('It has no output.');
      for await (const line of createInterface({ input: child.stdout })) {
        printed.push(line.split(/\s+/)[1] ?? '');
        if (printed.length === 5) break;
      }
      const [registry = '', control = '', , token = '', show = ''] = printed;
      expect(show).toBe(arki.shows.evening.id);
      const put = (name: string, wish: object) =>
        fetch(`${control}/${name}`, { method: 'PUT', body: JSON.stringify(wish) }).then(({ status }) => status);
      const shows = () => fetch(`${registry}/v1/shows`, { headers: { authorization: `Bearer ${token}` } });

      const dayOf = async () => ((await (await shows()).json()) as { serverTime: string }).serverTime.slice(0, 10);
      expect(await dayOf()).toBe('2026-11-20');
      expect(await put('clock', { advanceMs: 86_400_000 })).toBe(204);
      expect(await dayOf()).toBe('2026-11-21');
      expect(await put('clock', { at: 'tomorrow' })).toBe(400);
      expect(await put('fault', { fault: { kind: 'status', status: 503 }, on: { path: '/shows', times: 1 } })).toBe(
        204,
      );
      expect([(await shows()).status, (await shows()).status]).toEqual([503, 200]);
      expect(await put('network', { up: false })).toBe(204);
      await expect(shows()).rejects.toThrow();
      expect(await put('network', { up: true })).toBe(204);
      const usages = await fetch(`${control}/usages?show=${arki.shows.soldOut.id}`);
      expect(await usages.json()).toHaveLength(6);
      expect(await put('nothing', {})).toBe(404);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  it('writes cards to print that are read from the paper', async () => {
    const file = path.join(folder, 'cards.html');
    await run(process.execPath, [bin, 'cards', file]);
    const window = await openWindow(`file://${file}`);
    // As large as a print of 300 dots per inch is next to a screen.
    await window.page.evaluate(() => {
      document.body.style.zoom = '3';
    });
    const card = window.page.locator('section', { hasText: 'family' }).first();
    const found = await readBarcodes(await card.screenshot(), { formats: ['QRCode', 'Code39'] });
    await window.close();
    expect(new Set(found.map(({ text }) => text))).toEqual(new Set([arki.cards.family.code]));
    expect(found.length).toBe(2);
  });

  it('tries a till of a vendor’s, writes the report, and fails if a promise is broken', async () => {
    const till = path.join(folder, 'till.mjs');
    const report = path.join(folder, 'report');
    // It says that everything is recorded, and records nothing.
    writeFileSync(
      till,
      `const till = { read: async () => 'may-record', confirm: async () => {}, answer: async () => 'recorded',
         restart: async () => {}, another: async () => till, atRest: async () => {}, close: async () => {} };
       export const openTill = async () => till;`,
    );
    const failed = await run(process.execPath, [bin, 'conformance', till, '--report', report]).then(
      () => undefined,
      (error) => error as { code: number; stdout: string },
    );
    expect(failed?.code).toBe(1);
    expect(failed?.stdout).toContain('0 of 12 promises kept');
    expect(readFileSync(`${report}.md`, 'utf8')).toContain('# Till: till.mjs');
    expect(JSON.parse(readFileSync(`${report}.json`, 'utf8')).results).toHaveLength(12);
  });
});
