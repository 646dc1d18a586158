/** The Chromium of the tests, for Playwright, Web Test Runner and processes that start it directly. */
export const chromiumPath = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/**
 * The same engine without the browser's user interface, for whatever has no window: it takes a quarter less processor time.
 * If it is not installed, Chromium itself. Pictures are taken in Chromium: the other draws letters a little differently.
 */
export const headlessPath = process.env.CHROMIUM_HEADLESS_PATH || chromiumPath;

/** No background requests; the first two flags let it run in a container. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
];

/** A fake camera. The page must request permission. */
export const fakeCamera = '--use-fake-device-for-media-stream';

/** A fake camera whose permission is granted without a prompt. */
export const grantedFakeCamera: readonly string[] = ['--use-fake-ui-for-media-stream', fakeCamera];
