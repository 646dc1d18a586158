import { describe, expect, it } from 'vitest';
import { settingsIn, standard, toSearch } from '../../examples/playground/src/address.ts';

describe('the address of the playground', () => {
  it('has what differs from the standard, and nothing else', () => {
    expect(toSearch(standard)).toBe('');
    expect(toSearch({ ...standard, network: 'off', turn: -30 })).toBe('?turn=-30&network=off');
  });
  it('gives the settings that it was made from', () => {
    const settings = { ...standard, lang: 'fi', card: 'A130000011', blur: 1.5, clock: 24, keyboard: 'fr' } as const;
    expect(settingsIn(toSearch(settings))).toEqual(settings);
  });
  it.each(['?turn=900', '?turn=', '?blur=much', '?clock=NaN', '?lang=xx', '?network=perhaps', '?unknown=1', ''])(
    'is standard in what is wrong: %s',
    (search) => {
      expect(settingsIn(search)).toEqual(standard);
    },
  );
});
