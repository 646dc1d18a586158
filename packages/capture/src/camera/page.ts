import { onEachPicture } from './frame-pump.ts';
import type { Circumstances, Inquiry } from './why-no-picture.ts';

/** Ends what was begun. */
export type Off = () => void;

/** Everything that the camera needs of the page and its browser, so that tests can fake a browser. */
export interface CameraPage {
  readonly circumstances: () => Circumstances;
  /** Never rejects, and opens nothing. */
  readonly inquire: () => Promise<Inquiry>;
  readonly getUserMedia: (constraints: MediaStreamConstraints) => Promise<MediaStream>;
  /** The cameras there are, with names only once the page has its permission. Opens none; never rejects. */
  readonly listCameras: () => Promise<readonly MediaDeviceInfo[]>;
  /** True if the page is visible. */
  readonly isVisible: () => boolean;
  /** Reports when the page is shown or hidden, also when the browser freezes it. */
  readonly onVisibility: (notify: (visible: boolean) => void) => Off;
  /** Reports that cameras were plugged in or out. */
  readonly onDevices: (notify: () => void) => Off;
  /** Reports that permission was granted. */
  readonly onPermission: (notify: () => void) => Off;
  /** Reports each new picture in the element. */
  readonly onPicture: (video: HTMLVideoElement, notify: () => void) => Off;
  /** Keeps the screen from sleeping; `undefined` where the browser does not. Never rejects. */
  readonly keepAwake: () => Promise<Off | undefined>;
  /** Calls a function once after a time in milliseconds. */
  readonly after: (delayMs: number, call: () => void) => Off;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** The page this runs in. */
export function browserPage(): CameraPage {
  return {
    circumstances: () => ({
      secure: globalThis.isSecureContext,
      supported: navigator.mediaDevices?.getUserMedia !== undefined,
      policyAllows: permissionsPolicy()?.allowsFeature('camera'),
      framed: isFramed(),
    }),
    async inquire() {
      const [status, cameras] = await Promise.all([askPermission(), listed()]);
      return { permission: status?.state, cameras: cameras?.length };
    },
    listCameras: async () => (await listed()) ?? [],
    getUserMedia: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
    isVisible: () => document.visibilityState === 'visible',
    onVisibility,
    onDevices(notify) {
      navigator.mediaDevices?.addEventListener('devicechange', notify);
      return () => navigator.mediaDevices?.removeEventListener('devicechange', notify);
    },
    onPermission,
    onPicture: onEachPicture,
    async keepAwake() {
      try {
        const lock = await navigator.wakeLock.request('screen');
        return () => void lock.release();
      } catch {
        // No such thing here, or the battery is low.
        return undefined;
      }
    },
    after(delayMs, call) {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
  };
}

function onVisibility(notify: (visible: boolean) => void): Off {
  const look = (): void => notify(document.visibilityState === 'visible');
  const onHide = (): void => notify(false);
  document.addEventListener('visibilitychange', look);
  // A page that is left does not always get its hidden event, nor a restored one its visible event.
  addEventListener('pagehide', onHide);
  addEventListener('pageshow', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    removeEventListener('pagehide', onHide);
    removeEventListener('pageshow', look);
  };
}

async function askPermission(): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: 'camera' as PermissionName });
  } catch {
    // Firefox before 131 and Safari before 16 know no such permission.
    return undefined;
  }
}

function onPermission(notify: () => void): Off {
  const over = new AbortController();
  void askPermission().then((status) => {
    const look = (): void => void (status?.state === 'granted' && notify());
    if (!over.signal.aborted) status?.addEventListener('change', look, { signal: over.signal });
  });
  return () => over.abort();
}

/** The cameras the browser lists; `undefined` if it does not say. */
async function listed(): Promise<readonly MediaDeviceInfo[] | undefined> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === 'videoinput');
  } catch {
    return undefined;
  }
}

interface PermissionsPolicy {
  allowsFeature(feature: string): boolean;
}

/** Chromium's view of the document's policy; other browsers have none. */
function permissionsPolicy(): PermissionsPolicy | undefined {
  const { permissionsPolicy, featurePolicy } = document as Document & {
    permissionsPolicy?: PermissionsPolicy;
    featurePolicy?: PermissionsPolicy;
  };
  return permissionsPolicy ?? featurePolicy;
}

/** True if this page is in an iframe of another origin, which needs `allow`. */
function isFramed(): boolean {
  try {
    return globalThis.top !== globalThis.self && globalThis.top?.location.origin !== location.origin;
  } catch {
    return true;
  }
}
