/** The part of the browser's Trusted Types that is used here. */
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}
/** Makes the address of a worker: of a file, or of a text if there is one. */
interface Policy {
  createScriptURL(url: string, text?: string): unknown;
}

/** A policy's name may be used once in a page, and a page may have several copies of our packages. */
const key = Symbol.for('kaiku/trusted-types');

/**
 * Returns the address of a worker as `new Worker` takes it under `require-trusted-types-for 'script'`. The policy `kaiku`
 * accepts addresses of the page's own origin. An address that it does not accept is returned as it is: then the browser decides.
 * @throws DOMException `SecurityError` for a web address of another origin, which no browser allows
 */
export function toWorkerUrl(url: URL): URL {
  if (/^https?:$/.test(url.protocol) && url.origin !== globalThis.origin)
    throw new DOMException(`A worker must be of the page’s own origin, which ${url.href} is not.`, 'SecurityError');
  return byPolicy(url.href) ?? url;
}

/**
 * Returns the address of a worker that has this text, for a page whose `worker-src` allows `blob:`. The caller revokes it.
 */
export function toTextUrl(text: string): URL {
  return byPolicy('', text) ?? new URL(blobUrl(text));
}

/** Returns `undefined` without Trusted Types, and if the page allows no policy `kaiku` or the policy refuses. */
function byPolicy(url: string, text?: string): URL | undefined {
  const page = globalThis as { readonly trustedTypes?: TrustedTypes; [key]?: Policy };
  if (page.trustedTypes === undefined) return undefined;
  try {
    page[key] ??= page.trustedTypes.createPolicy('kaiku', { createScriptURL: acceptedUrl });
    return page[key].createScriptURL(url, text) as URL;
  } catch {
    return undefined;
  }
}

function acceptedUrl(url: string, text?: string): string {
  if (text !== undefined) return blobUrl(text);
  // The origin of a `blob:` address is that of the page, but a script wrote its content.
  if (new URL(url).origin === globalThis.origin && !url.startsWith('blob:')) return url;
  throw new TypeError('A worker must be of the page’s own origin.');
}

function blobUrl(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
