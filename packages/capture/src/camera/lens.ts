// Ranks a device's cameras for cards by what a browser reports without opening any.
import type { CameraPage } from './page.ts';

/** A camera as the browser lists it. */
export interface Lens {
  readonly deviceId: string;
  /** The browser's name for it, in the system's language; empty until permission is granted. */
  readonly label: string;
  readonly facing: 'environment' | 'user' | undefined;
  /** The most pixels across; `undefined` where the browser does not say. */
  readonly widthPx: number | undefined;
}

interface Trait {
  readonly label: RegExp;
  readonly worth: number;
}

// In English, Finnish and Swedish, as iOS names them; Android names all in English and counts them.
const back = /\b(back|rear)\b|facing back|taka|bakre/i;
const front = /facing front|\bfront\b|etukamera|främre/i;
const traits: readonly Trait[] = [
  // Several lenses as one camera, which goes over to the one that is sharp up close.
  { label: /triple|kolmois|trippel/i, worth: 30 },
  { label: /dual.?wide|kaksoislaaja|dubbel vid/i, worth: 20 },
  { label: /dual|kaksois|dubbel/i, worth: 15 },
  { label: /ultra/i, worth: -30 },
  { label: /tele/i, worth: -40 },
  { label: /depth|infrared|\bIR\b|\bToF\b|virtual|desk view|monochrome/i, worth: -200 },
];

/** Returns the lens of a listed camera, with what the browser reports without opening it (Chromium, Safari). */
export function toLens(device: MediaDeviceInfo): Lens {
  const { deviceId, label } = device;
  const reported = 'getCapabilities' in device ? (device as InputDeviceInfo).getCapabilities() : {};
  const facing =
    reported.facingMode?.[0] ?? (back.test(label) ? 'environment' : front.test(label) ? 'user' : undefined);
  return {
    deviceId,
    label,
    facing: facing === 'environment' || facing === 'user' ? facing : undefined,
    widthPx: reported.width?.max,
  };
}

/**
 * Returns how well a lens suits cards: more is better, and a difference below 1 is not significant. `fixedFocus`: it was
 * open once and had no autofocus. The weights only order the traits; source: the reports in docs/camera.md.
 */
export function worthOf({ label, facing, widthPx }: Lens, fixedFocus: boolean): number {
  const trait = traits.find((each) => each.label.test(label))?.worth ?? 0;
  const looks = facing === 'environment' ? 100 : facing === 'user' ? -100 : 0;
  // Android counts its back cameras from the main one on.
  const place = Number(/camera2? (\d+)/i.exec(label)?.[1] ?? 0);
  const small = (widthPx ?? 1280) < 1280 ? 10 : 0;
  return looks + trait - place - small - (fixedFocus ? 50 : 0);
}

/** The cameras there are, in the browser's order. Opens none; never rejects. */
export async function listLenses(page: Pick<CameraPage, 'listCameras'>): Promise<readonly Lens[]> {
  return (await page.listCameras()).map(toLens);
}

/** Returns the remembered lens among the present ones. Ids change, so its name and abilities count as well. */
export function findAgain(known: Lens, lenses: readonly Lens[]): Lens | undefined {
  const alike = lenses.filter(
    ({ label, facing, widthPx }) =>
      label !== '' && label === known.label && facing === known.facing && widthPx === known.widthPx,
  );
  return alike.find(({ deviceId }) => deviceId === known.deviceId) ?? alike[0];
}
