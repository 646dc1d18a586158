/** What bootstrap.mjs installs in a fresh clone: nothing that npm could not verify. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../../.tools/run.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the bootstrap in a clone whose lockfile has one package. Returns what it says, and what it called npm with. */
function installWith(entry: object): { readonly said: string; readonly status: number | null; readonly npm: string } {
  const inside = (file: string) => path.join(folder, file);
  for (const each of ['.tools', 'bin']) mkdirSync(inside(each), { recursive: true });
  for (const file of ['.tools/bootstrap.mjs', '.tools/programs.mjs']) copyFileSync(path.join(root, file), inside(file));
  writeFileSync(inside('.npmrc'), '');
  writeFileSync(inside('package-lock.json'), JSON.stringify({ packages: { 'node_modules/some-platform': entry } }));
  writeFileSync(inside('bin/npm'), '#!/bin/sh\necho "$@" > "$(dirname "$0")/called"\nexit 7\n', { mode: 0o755 });
  writeFileSync(inside('bin/called'), '');
  const { npm_execpath: _, ...env } = process.env;
  const { stderr, status } = spawnSync(process.execPath, [inside('.tools/bootstrap.mjs'), 'script.ts'], {
    encoding: 'utf8',
    env: { ...env, PATH: `${inside('bin')}${path.delimiter}${process.env.PATH}` },
  });
  return { said: stderr, status, npm: readFileSync(inside('bin/called'), 'utf8').trim() };
}

const version = '1.0.0';
const called = 'ci --include=dev --include=optional';

it('installs nothing if a package of this platform has no hash, and names it', () => {
  const { said, status, npm } = installWith({ version, optional: true, os: [process.platform] });
  expect(said).toContain('no hash of these packages for this platform: some-platform.');
  expect(said).toContain('Nothing was installed. `npm run lock` adds the hashes');
  expect([status, npm]).toEqual([1, '']);
});

it.each([
  ['its hash is there', { version, integrity: 'sha512-AAAA', os: [process.platform] }],
  ['it is of another platform', { version, optional: true, os: ['aix'] }],
])('installs if %s', (_, entry) => {
  const { said, npm } = installWith(entry);
  expect(npm).toBe(called);
  expect(said).toContain('npm ci failed (exit code 7)');
});
