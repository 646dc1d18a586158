import type { Locale } from './locale.ts';

export const discreet: Locale['discreet'] = {
  scanning: 'Valmis seuraavaan',
  justConfirm: 'Yksi aikuinen',
  refused: 'Tarkistetaan yhdessä',
  next: 'Seuraava',
};

export const sound: Locale['sound'] = {
  title: 'Ääni',
  mute: 'Mykistä',
  volume: 'Voimakkuus',
  listen: 'Näin vastaukset kuulostavat:',
};
