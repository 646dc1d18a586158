import { counted } from '../counted.ts';

export const children = counted('barn', 'barn');
export const clients = counted('klient', 'klienter');
export const cards = counted('kort', 'kort');
export const people = counted('person', 'personer');
export const recordings = counted('registrering', 'registreringar');
export const visits = counted('besök', 'besök');
export const places = counted('plats', 'platser');
export const cardPlaces = counted('Kaikukortti-plats', 'Kaikukortti-platser');
