import bwipjs from 'bwip-js/generic';
import { describe, expect, it } from 'vitest';
import { code39Ink, code39Modules } from './symbols.ts';

/** Returns the modules that another program draws, without the space that it adds at the end. */
function modulesByBwip(text: string): readonly boolean[] {
  const [symbol] = bwipjs.raw('code39', text, {});
  if (symbol === undefined || !('sbs' in symbol)) throw new Error('bwip-js did not return the bars of a Code 39.');
  return symbol.sbs.flatMap((width, index) => Array<boolean>(width).fill(index % 2 === 0)).slice(0, -1);
}

describe('`code39Modules`', () => {
  it('draws every character as another program does', () => {
    const text = '1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-. ';
    expect(code39Modules(text)).toEqual(modulesByBwip(text));
  });

  it('throws for a text that Code 39 cannot encode', () => {
    expect(() => code39Ink('kortti')).toThrow("not 'kortti'");
  });
});
