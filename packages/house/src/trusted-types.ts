/** The policy by which the page's scripts may start a worker, under `require-trusted-types-for 'script'`. */

interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
}

/** The only worker of the pages: it keeps the second copy of what waits on the device. */
const worker = new URL('./log-worker.js', import.meta.url).href;

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };

trustedTypes?.createPolicy('default', { createScriptURL: (url) => (url === worker ? url : null) });
