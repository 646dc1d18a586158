import type { Locale } from '../locale.ts';
import { visits } from './counts.ts';

const missing = 'If you know which ones are missing, record them again. Tell the Kaikukortti coordinator.';

export const device: Locale['device'] = {
  title: 'Device',
  warnings: {
    lost: ({ entries }) => ({
      sentence: `The storage of this device was emptied or damaged. ${visits(entries)} had not been sent and ${entries === 1 ? 'is' : 'are'} gone.`,
      nextStep: missing,
    }),
    cloned: () => ({
      sentence: 'Another device records under the same id as this one.',
      nextStep: 'Record with only one of them, and tell the site administrator.',
    }),
    missing: ({ entries }) => ({
      sentence: `${visits(entries)} never arrived at Kaikukanta and ${entries === 1 ? 'is' : 'are'} no longer on this device.`,
      nextStep: missing,
    }),
    'makeshift-storage': ({ entries }) => ({
      sentence: `The usual storage of this device does not work. ${visits(entries)} ${entries === 1 ? 'is' : 'are'} kept in a spare one.`,
      nextStep: 'Keep this page open until everything has been sent, or save it as a file.',
    }),
    'other-venue': ({ venue, entries }) => ({
      sentence: `${visits(entries)} of ${venue} ${entries === 1 ? 'waits' : 'wait'} on this device.`,
      nextStep: `${entries === 1 ? 'It is' : 'They are'} sent when the page has a key of ${venue} again. Or save what waits as a file, and take it over on a device of ${venue}.`,
    }),
    'clock-wrong': ({ byMs }, { duration }) => ({
      sentence: `The clock of this device is ${duration(byMs)} ${byMs > 0 ? 'slow' : 'fast'}.`,
      nextStep: 'Set the clock in the device’s settings. Visits are timed by the clock of Kaikukanta.',
    }),
  },
  acknowledge: 'I have seen this',
  unknown: 'Not known',
  keeping: {
    label: 'Keeping of data',
    granted: 'The browser has promised to keep the visits.',
    denied: 'The browser has not promised to keep the visits.',
  },
  persist: 'Ask the browser to keep them',
  persistGranted: 'The browser promised to keep the visits.',
  persistDenied: {
    sentence: 'The browser did not promise to keep the visits.',
    nextStep: 'Bookmark the page or install it as an app, and ask again.',
  },
  privateSuspected: {
    sentence: 'This looks like a private window: the visits are gone when it is closed.',
    nextStep: 'Open the page in an ordinary window.',
  },
  clock: { label: 'Clock', right: 'Right' },
  pending: {
    label: 'Waiting to be sent',
    none: 'Everything has been sent.',
    some: visits,
    oldest: (at) => `the oldest of ${at}`,
  },
  places: 'Places on this device',
  room: { label: 'Storage', used: (used, quota) => `${used} / ${quota}` },
  sendNow: 'Send now',
  save: 'Save what waits as a file',
  saveWarning: 'The file holds card codes. Keep it with care, and delete it when everything is in Kaikukanta.',
  saved: (name) => `Saved as ${name}.`,
  saveFailed: {
    sentence: 'The file could not be made.',
    nextStep: 'Write the visits that wait on the paper form.',
  },
  open: 'Take over a file of another device',
  opened: (count) =>
    count === 0
      ? 'There were no new visits in the file.'
      : `${visits(count)} ${count === 1 ? 'was' : 'were'} taken over.`,
  notAFile: {
    sentence: 'The file does not hold the visits of another device.',
    nextStep: 'Choose a file that was saved under Device.',
  },
  openFailed: {
    sentence: 'The file could not be taken over.',
    nextStep: 'Try again or use another device. Keep the file.',
  },
  acknowledgeFailed: 'That could not be noted. Try again.',
};
