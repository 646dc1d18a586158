import { servePages } from './built-pages.ts';

/** The handlers of `/scan` and its files: the scanner as a page of its own. As strict as `/desk`, with a camera and its decoder. */
export const scanPage = servePages({
  folder: 'scan',
  path: '/scan',
  policy: [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html kaiku default',
  ],
  headers: {
    'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), hid=(), serial=(), usb=()',
    // The service worker is among the files, and keeps the page above them. Relative to the script.
    'Service-Worker-Allowed': '../scan',
  },
});
