import type { ShowAdmission, ShowFacts } from './facts.ts';

/** Whether a show admits a card once or once a day; where it does not say, by its kind: a swimming hall once a day. */
export function admissionOf({ admission, kind }: Pick<ShowFacts, 'admission' | 'kind'>): ShowAdmission {
  return admission ?? (kind === 'swimming-hall' ? 'per-day' : 'once');
}
