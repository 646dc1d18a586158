import type { CaptureErrorCode } from '../errors.ts';
import type { CameraPage, Off } from './page.ts';

type Sign = 'shown' | 'devices' | 'permission';

/** The signs that a failure may be over. Returning to the page does not prompt a person again who denied permission. */
const signs: Readonly<Partial<Record<CaptureErrorCode, readonly Sign[]>>> = {
  'camera/denied-by-user': ['permission'],
  'camera/denied-by-system': ['permission', 'shown'],
  'camera/no-camera': ['devices', 'shown'],
  'camera/busy': ['devices', 'shown'],
  'camera/stalled': ['devices', 'shown'],
  'camera/interrupted': ['devices', 'permission', 'shown'],
};

/** Calls back whenever a camera that failed with `code` may work again. Returns a function that stops it. */
export function watchCures(code: CaptureErrorCode, page: CameraPage, notify: () => void): Off {
  const watch: Readonly<Record<Sign, () => Off>> = {
    shown: () => page.onVisibility((visible) => visible && notify()),
    devices: () => page.onDevices(notify),
    permission: () => page.onPermission(notify),
  };
  const offs = (signs[code] ?? []).map((sign) => watch[sign]());
  return () => {
    for (const off of offs) off();
  };
}
