/** The Chromium that the tests run, whoever starts it: Playwright, Web Test Runner or a process of its own. */
export const chromiumPath = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** Phones nobody, and runs in the tests' container. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
];

/** A fake camera, for which the page must ask. */
export const fakeCamera = '--use-fake-device-for-media-stream';

/** A fake camera that nobody is asked about. */
export const grantedFakeCamera: readonly string[] = ['--use-fake-ui-for-media-stream', fakeCamera];
