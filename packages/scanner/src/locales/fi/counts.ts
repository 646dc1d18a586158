import { counted } from '../counted.ts';

export const children = counted('lapsi', 'lasta');
export const clients = counted('asiakas', 'asiakasta');
export const cards = counted('kortti', 'korttia');
export const people = counted('henkilö', 'henkilöä');
export const recordings = counted('kirjaus', 'kirjausta');
export const visits = counted('käynti', 'käyntiä');
export const places = counted('paikka', 'paikkaa');
export const cardPlaces = counted('Kaikukortti-paikka', 'Kaikukortti-paikkaa');
