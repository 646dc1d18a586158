import { expect, it } from 'vitest';
import * as capture from './index.ts';
import * as wedge from './wedge/index.ts';

it('is imported where there is no page, and lists what is public', () => {
  expect(Object.keys(capture).sort()).toEqual(['CaptureError', 'cameraSource', 'isCaptureError', 'matchesGrammar']);
  expect(Object.keys(wedge)).toEqual(['wedgeSource']);
});
