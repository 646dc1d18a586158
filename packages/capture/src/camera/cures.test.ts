import { expect, it } from 'vitest';
import type { CaptureErrorCode } from '../errors.ts';
import { watchCures } from './cures.ts';
import type { CameraPage, Off } from './page.ts';

/** A page that gives a sign when the test does. */
function createSigns() {
  const told = new Map<string, () => void>();
  const sign =
    (name: string) =>
    (tell: () => void): Off => {
      told.set(name, tell);
      return () => void told.delete(name);
    };
  const page = {
    onVisibility: (tell: (visible: boolean) => void) => {
      const offs = [sign('shown')(() => tell(true)), sign('hidden')(() => tell(false))];
      return () => offs.forEach((off) => void off());
    },
    onDevices: sign('plugged'),
    onPermission: sign('allowed'),
  } as unknown as CameraPage;
  return { page, give: (name: string) => told.get(name)?.(), left: () => told.size };
}

it.each<[CaptureErrorCode, string[]]>([
  ['camera/denied-by-user', ['allowed']],
  ['camera/denied-by-system', ['shown', 'allowed']],
  ['camera/no-camera', ['shown', 'plugged']],
  ['camera/busy', ['shown', 'plugged']],
  ['camera/stalled', ['shown', 'plugged']],
  ['camera/interrupted', ['shown', 'plugged', 'allowed']],
  ['camera/insecure-context', []],
  ['camera/unsupported', []],
  ['camera/policy-blocked', []],
  ['camera/over-constrained', []],
  ['engine/load', []],
])('a camera that failed by %s comes back when %j', (code, cures) => {
  const { page, give, left } = createSigns();
  const seen: string[] = [];
  let now = '';
  const off = watchCures(code, page, () => seen.push(now));
  for (now of ['shown', 'hidden', 'plugged', 'allowed']) give(now);
  expect(seen).toEqual(cures);
  off();
  expect(left()).toBe(0);
});
