import { expect, it } from 'vitest';
import { createSource } from '../source.ts';
import { frameSource, handOn } from './index.ts';

it.each(['*', '', 'till.example', 'https://till.example/', 'https://till.example/page'])(
  'takes “%s” for no origin',
  async (origin) => {
    const source = createSource('wedge', async () => {});
    const to = { postMessage: () => {} };
    expect(() => handOn(source, { origin, to })).toThrow(/is not an origin/);
    const around = frameSource({ origin, frame: { contentWindow: null }, target: new EventTarget() });
    await expect(around.start()).rejects.toMatchObject({ code: 'config/invalid' });
  },
);
