import { describe, expect, it } from 'vitest';
import { findAgain, type Lens, toLens, worthOf } from './lens.ts';

const listed = (label: string, told?: object): MediaDeviceInfo =>
  ({
    deviceId: label,
    label,
    kind: 'videoinput',
    ...(told && { getCapabilities: () => told }),
  }) as unknown as MediaDeviceInfo;
const best = (labels: readonly string[]): string | undefined =>
  labels.map((label) => toLens(listed(label))).toSorted((one, other) => worthOf(other, false) - worthOf(one, false))[0]
    ?.label;

describe('the lens for a card', () => {
  it.each<[string, readonly string[], string]>([
    [
      'of an iPhone with three lenses is all of them as one',
      [
        'Front Camera',
        'Back Camera',
        'Back Dual Wide Camera',
        'Back Triple Camera',
        'Back Ultra Wide Camera',
        'Back Telephoto Camera',
      ],
      'Back Triple Camera',
    ],
    [
      'of an iPhone with two is both as one',
      ['Back Ultra Wide Camera', 'Back Camera', 'Back Dual Wide Camera'],
      'Back Dual Wide Camera',
    ],
    ['of an iPhone with one looks away from the clerk', ['Front Camera', 'Back Camera'], 'Back Camera'],
    [
      'of an Android is the main one',
      ['camera2 1, facing front', 'camera2 4, facing back', 'camera2 2, facing back', 'camera2 0, facing back'],
      'camera2 0, facing back',
    ],
    ['of an iPhone in Finnish', ['Etukamera', 'Takakamera', 'Taka-ultralaajakulmakamera'], 'Takakamera'],
    ['of a laptop is not the infrared one', ['Integrated IR Camera', 'Integrated Camera'], 'Integrated Camera'],
    [
      'of a Mac is not the one that looks at the desk',
      ['iPhone Desk View Camera', 'FaceTime HD Camera'],
      'FaceTime HD Camera',
    ],
  ])('%s', (_name, labels, which) => {
    expect(best(labels)).toBe(which);
  });

  it('is known by what the browser reports before its name', () => {
    expect(toLens(listed('Camera 7', { facingMode: ['environment'], width: { max: 4032 } }))).toMatchObject({
      facing: 'environment',
      widthPx: 4032,
    });
  });

  it('without autofocus is worth less than another of the same direction', () => {
    const [main, wide] = ['camera2 0, facing back', 'camera2 2, facing back'].map((label) => toLens(listed(label)));
    expect(worthOf(main as Lens, true)).toBeLessThan(worthOf(wide as Lens, false));
    expect(worthOf(main as Lens, true)).toBeGreaterThan(worthOf(toLens(listed('facing front')), false));
  });
});

describe('a lens that was remembered', () => {
  const lens = (deviceId: string, label: string, widthPx = 1920): Lens => ({
    deviceId,
    label,
    facing: undefined,
    widthPx,
  });
  it('is found by name and abilities when the ids have changed', () => {
    const now = [lens('x', 'Integrated Camera'), lens('y', 'USB Camera'), lens('z', 'USB Camera', 640)];
    expect(findAgain(lens('old', 'USB Camera', 640), now)?.deviceId).toBe('z');
  });
  it('is the same of two alike as long as its id lives', () => {
    expect(findAgain(lens('b', 'USB'), [lens('a', 'USB'), lens('b', 'USB')])?.deviceId).toBe('b');
  });
  it('is not mistaken for another, nor found without names', () => {
    expect(findAgain(lens('a', 'USB'), [lens('a', 'Integrated Camera')])).toBe(undefined);
    expect(findAgain(lens('', ''), [lens('', '')])).toBe(undefined);
  });
});
