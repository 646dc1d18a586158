/**
 * The browser tests that run in every engine, because they use what differs between engines. The others test what is ours
 * alone, and run in Chromium. docs/browsers.md says why each is here.
 */
export const inEveryEngine: readonly string[] = [
  'test/client/outbox-storage.browser.test.ts',
  'test/client/storage-log.browser.test.ts',
  'test/client/locks.browser.test.ts',
  'test/client/device-key.browser.test.ts',
  'test/capture/camera-source.browser.test.ts',
  'test/capture/camera-source-reading.browser.test.ts',
  'test/capture/camera-source-failing.browser.test.ts',
  'test/capture/wedge.browser.test.ts',
  'test/capture/capture-field.browser.test.ts',
  'test/scanner/clerk.browser.test.ts',
  'test/scanner/children.browser.test.ts',
  'test/scanner/shift.browser.test.ts',
  'test/scanner/outage.browser.test.ts',
  'test/scanner/sign-in.browser.test.ts',
  'test/scanner/drawer.browser.test.ts',
  'test/scanner/group-keyboard.browser.test.ts',
  'test/scanner/typed-field.browser.test.ts',
  'test/scanner/in-view.browser.test.ts',
  'test/scanner/accessibility.browser.test.ts',
  'test/scanner/axe.browser.test.ts',
];
