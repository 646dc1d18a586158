import type { Locale } from '../locale.ts';

export const enrol: Locale['enrol'] = {
  title: 'Add this device',
  byCamera: 'Show the camera the QR code on the house’s page Devices, or type the code below it.',
  byHand: 'Type the code that is below the QR code on the house’s page Devices.',
  label: 'Code of the device',
  example: 'Eight characters, for example ACDE\u2011FGHJ',
  submit: 'Add',
  sending: 'Adding the device',
  foreign: 'This is not the code of a device.',
  named: (device, venue) => ({
    sentence: `This device is ${device}.`,
    nextStep: `It records visits for ${venue}.`,
  }),
  begin: 'Start',
  replacing: (device, venue) => ({
    sentence: `This device has been added already: ${device}, ${venue}.`,
    nextStep: 'Add it again only if the coordinator has given you a new code for it.',
  }),
  replace: 'Add it again',
  keep: 'Do not add it',
  again: 'Enter a new code',
  failed: {
    'registry/unreachable': {
      sentence: 'The service was not reached.',
      nextStep: 'Check the network of this device, and enter the code again.',
    },
    'registry/busy': {
      sentence: 'There were too many wrong codes, or the service is busy.',
      nextStep: 'Wait ten minutes, and ask the coordinator for a new code.',
    },
    'registry/failed': {
      sentence: 'The service has a technical problem.',
      nextStep: 'Enter the code again in a moment.',
    },
    'config/invalid': {
      sentence: 'A device cannot be added on this page.',
      nextStep: 'Open the page at an address that begins with https.',
    },
    unexpected: {
      sentence: 'The device could not be added.',
      nextStep: 'Open the page in an ordinary window, not a private one, and ask the coordinator for a new code.',
    },
  },
};
