/** The policy by which the page registers its service worker under `require-trusted-types-for 'script'`. */

interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string | null }): unknown;
}

const serviceWorker = new URL('./service-worker.js', import.meta.url).href;

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };

// The other workers have the policy `kaiku` (packages/client/src/storage/worker-url.ts).
trustedTypes?.createPolicy('default', { createScriptURL: (url) => (url === serviceWorker ? url : null) });
