import type { Locale } from '../locale.ts';

const closeApp = 'End the call or close the app that uses the camera, and try again.';
const reopenBrowser = 'Try again. If no picture comes, close the browser and open it again.';

export const camera: Locale['camera'] = {
  label: 'Camera picture',
  starting: 'The camera is starting.',
  stopped: 'The camera is not in use.',
  othersWork: 'Cards can be read with a reader, or the code typed.',
  retry: 'Try the camera again',
  returning: 'The camera will be back in a moment.',
  muted: 'A call or a switch of the device blocks the camera picture.',
  asleep: 'The camera is resting: no card has been read for a while.',
  wake: 'Wake the camera',
  another: 'Switch camera',
  torch: 'Light',
  zoom: 'Zoom',
  focus: 'Focus',
  steps: {
    'camera/unsupported': {
      ios: 'Open the page in Safari.',
      android: 'Open the page in Chrome.',
      windows: 'Open the page in the latest Chrome, Edge or Firefox.',
      macos: 'Open the page in the latest Safari, Chrome or Firefox.',
    },
    'camera/denied-by-user': {
      chrome: 'Click the icon to the left of the address, allow Camera and try again.',
      edge: 'Click the lock to the left of the address, allow Camera and try again.',
      firefox: 'Click the crossed-out camera beside the address, remove the block and try again.',
      safari: 'Open the settings for this website in the Safari menu, allow Camera and try again.',
      'safari-ios': 'Tap the page button in the address bar, open Website Settings, allow Camera and try again.',
      'chrome-android': 'Tap the icon beside the address, open Permissions, allow Camera and try again.',
      'firefox-android': 'Tap the lock beside the address, allow Camera and try again.',
      ios: 'Open the Settings of the device, choose this browser, allow Camera and try again.',
      android: 'Open the site settings of the browser, allow Camera and try again.',
    },
    'camera/denied-by-system': {
      windows: 'Open Windows Settings, Privacy & security, Camera, and allow the camera for the browser.',
      macos: 'Open System Settings, Privacy & Security, Camera, allow this browser and open it again.',
      ios: 'Open the Settings of the device, choose this browser and allow Camera.',
      android: 'Open the Settings of the device, Apps, this browser, Permissions, and allow Camera.',
    },
    'camera/busy': {
      windows: 'Close programs that use the camera, such as Teams, and try again.',
      macos: 'Close programs that use the camera, such as FaceTime, and try again.',
      ios: closeApp,
      android: closeApp,
    },
    'camera/stalled': {
      windows: 'Try again. If no picture comes, unplug the camera and plug it in again.',
      macos: 'Try again. If no picture comes, open the browser again.',
      ios: reopenBrowser,
      android: reopenBrowser,
    },
  },
};
