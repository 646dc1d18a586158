import type { ShowAdmission, ShowFacts } from './facts.ts';

/** Returns whether a show admits a card once or once a day. By default a swimming hall admits once a day. */
export function admissionOf({ admission, kind }: Pick<ShowFacts, 'admission' | 'kind'>): ShowAdmission {
  return admission ?? (kind === 'swimming-hall' ? 'per-day' : 'once');
}
