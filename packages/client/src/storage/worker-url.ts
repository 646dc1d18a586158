/** The part of the browser's Trusted Types that is used here. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}
interface Policy {
  createScriptURL(url: string): unknown;
}

/** A policy's name may be used once in a page, and a page may have several copies of our packages. */
const key = Symbol.for('kaiku/trusted-types');

/**
 * Returns the address of a worker as `new Worker` takes it under `require-trusted-types-for 'script'`. The policy `kaiku`
 * accepts addresses of the page's own origin. Any other address is returned as it is: then the browser decides.
 */
export function toWorkerUrl(url: URL): URL {
  const page = globalThis as { readonly trustedTypes?: TrustedTypes; [key]?: Policy };
  if (page.trustedTypes === undefined) return url;
  try {
    page[key] ??= page.trustedTypes.createPolicy('kaiku', { createScriptURL: requireOwnOrigin });
    return page[key].createScriptURL(url.href) as URL;
  } catch {
    return url;
  }
}

function requireOwnOrigin(url: string): string {
  // The origin of a `blob:` address is that of the page, but a script wrote its content.
  if (new URL(url).origin === globalThis.origin && !url.startsWith('blob:')) return url;
  throw new TypeError('A worker must be of the page’s own origin.');
}
