// How the camera source fails without a camera, and returns with one.
import { codeOf, describe, it, same } from './browser-words.ts';
import { type Ask, onPage, tell, trackIn } from './camera-source-page.ts';

const failing = (name: string) => (): Ask => () => Promise.reject(new DOMException('from the test', name));

describe('the camera source', () => {
  it('fails when the camera is gone permanently, and restarts when one is plugged in', async () => {
    let plugged = true;
    const ask =
      (real: Ask): Ask =>
      (constraints) =>
        plugged ? real(constraints) : Promise.reject(new DOMException('from the test', 'NotFoundError'));
    navigator.mediaDevices.enumerateDevices = async () => [];
    try {
      await onPage(async ({ source, video, status, liveTracks }) => {
        await source.start();
        plugged = false;
        tell(trackIn(video), 'ended');
        await status('failed');
        same([source.state, liveTracks()], [{ status: 'failed', code: 'camera/no-camera' }, 0]);
        plugged = true;
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
        await status('running');
        same([source.camera.state.at, liveTracks()], ['playing', 1]);
      }, ask);
    } finally {
      Reflect.deleteProperty(navigator.mediaDevices, 'enumerateDevices');
    }
  });

  it('restarts when permission is granted in the browser, and requests no camera before', async () => {
    const { permissions } = navigator;
    const status = Object.assign(new EventTarget(), { state: 'denied' });
    permissions.query = async () => status as PermissionStatus;
    let asked = 0;
    const ask =
      (real: Ask): Ask =>
      (constraints) => {
        asked += 1;
        return status.state === 'granted'
          ? real(constraints)
          : Promise.reject(new DOMException('no', 'NotAllowedError'));
      };
    try {
      await onPage(async ({ source, status: until }) => {
        same(await codeOf(source.start()), 'camera/denied-by-user');
        dispatchEvent(new PageTransitionEvent('pageshow'));
        same(asked, 1);
        status.state = 'granted';
        status.dispatchEvent(new Event('change'));
        await until('running');
        same(asked, 2);
      }, ask);
    } finally {
      Reflect.deleteProperty(permissions, 'query');
    }
  });

  for (const [name, { permission, cameras }, code] of [
    ['NotAllowedError', { permission: 'denied', cameras: 1 }, 'camera/denied-by-user'],
    ['NotAllowedError', { permission: 'granted', cameras: 1 }, 'camera/denied-by-system'],
    ['NotFoundError', { permission: 'granted', cameras: 0 }, 'camera/no-camera'],
    ['OverconstrainedError', { permission: 'prompt', cameras: 0 }, 'camera/no-camera'],
    ['NotFoundError', { permission: 'prompt', cameras: 1 }, 'camera/denied-by-system'],
    ['NotReadableError', { permission: 'granted', cameras: 1 }, 'camera/busy'],
  ] as const) {
    it(`fails with ${code} on ${name}, the page’s permission being ${permission} and the cameras ${cameras}`, async () => {
      const { permissions, mediaDevices } = navigator;
      const listed = Array.from({ length: cameras }, () => ({ kind: 'videoinput', deviceId: '', label: '' }));
      permissions.query = async () => Object.assign(new EventTarget(), { state: permission }) as PermissionStatus;
      mediaDevices.enumerateDevices = async () => listed as MediaDeviceInfo[];
      try {
        await onPage(async ({ source }) => {
          same(await codeOf(source.start()), code);
          same(source.state, { status: 'failed', code });
        }, failing(name));
      } finally {
        Reflect.deleteProperty(permissions, 'query');
        Reflect.deleteProperty(mediaDevices, 'enumerateDevices');
      }
    });
  }

  it('fails with camera/over-constrained if no camera fits', () =>
    onPage(async ({ source }) => same(await codeOf(source.start()), 'camera/over-constrained'), undefined, {
      constraints: { deviceId: { exact: 'no such camera' } },
    }));
});
