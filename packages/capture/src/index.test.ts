import { expect, it } from 'vitest';
import * as capture from './index.ts';
import * as wedge from './wedge/index.ts';

it('can be imported without a page, and lists what is public', () => {
  expect(Object.keys(capture).sort()).toEqual(['CaptureError', 'cameraSource', 'isCaptureError', 'matchesGrammar']);
  expect(Object.keys(wedge)).toEqual(['wedgeSource']);
});
