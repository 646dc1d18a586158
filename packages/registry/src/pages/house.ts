import { servePages } from './built-pages.ts';

/**
 * The handlers of `/desk/*`: the pages of the house. Nothing inline, nothing from elsewhere, no frame around them. Only Lit may
 * make HTML of a text, and only the client's policy may name a worker (packages/client/src/storage/worker-url.ts).
 */
export const housePages = servePages({
  folder: 'house',
  path: '/desk',
  policy: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html kaiku',
  ],
  headers: { 'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), hid=(), serial=(), usb=()' },
});
