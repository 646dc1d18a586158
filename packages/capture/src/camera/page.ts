import type { Circumstances, Inquiry } from './why-no-picture.ts';

/** All that the camera asks of the page and its browser: a fake of it is a browser to the tests. */
export interface CameraPage {
  readonly circumstances: () => Circumstances;
  /** Never rejects, and opens nothing. */
  readonly inquire: () => Promise<Inquiry>;
  readonly getUserMedia: (constraints: MediaStreamConstraints) => Promise<MediaStream>;
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
      const [permission, cameras] = await Promise.all([cameraPermission(), cameraCount()]);
      return { permission, cameras };
    },
    getUserMedia: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
  };
}

async function cameraPermission(): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state;
  } catch {
    // Firefox before 131 and Safari before 16 know no such permission.
    return undefined;
  }
}

async function cameraCount(): Promise<number | undefined> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === 'videoinput').length;
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

/** Whether a frame of another origin is around this page: only such a one needs `allow`. */
function isFramed(): boolean {
  try {
    return globalThis.top !== globalThis.self && globalThis.top?.location.origin !== location.origin;
  } catch {
    return true;
  }
}
