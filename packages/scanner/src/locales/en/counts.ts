import { counted } from '../counted.ts';

export const children = counted('child', 'children');
export const clients = counted('client', 'clients');
export const cards = counted('card', 'cards');
export const people = counted('person', 'people');
export const visits = counted('visit', 'visits');
export const places = counted('place', 'places');
export const cardPlaces = counted('Kaikukortti place', 'Kaikukortti places');
