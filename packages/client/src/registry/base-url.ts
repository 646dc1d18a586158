import { invalidConfig } from '../errors.ts';

/** Returns the registry's address. @throws KaikuError `config/invalid` if it is not an http(s) URL */
export function toBaseUrl(url: string): URL {
  let base: URL | undefined;
  try {
    base = new URL(url);
  } catch {
    // Reported below. URL.canParse is in Safari only from 17.
  }
  if (base?.protocol === 'https:' || base?.protocol === 'http:') return base;
  throw invalidConfig(`The registry's address must be an http(s) URL, not '${url}'.`);
}
