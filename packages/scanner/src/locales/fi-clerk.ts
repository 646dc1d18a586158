import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Valmis seuraavaan' },
  asking: { justConfirm: 'Yksi aikuinen' },
  verdict: { word: { refused: 'Tarkistetaan yhdessä' }, next: 'Seuraava' },
};

export const sound: Locale['sound'] = {
  title: 'Ääni',
  mute: 'Mykistä',
  volume: 'Voimakkuus',
  listen: 'Näin vastaukset kuulostavat:',
};
