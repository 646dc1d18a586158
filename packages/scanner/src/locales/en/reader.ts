import type { Locale } from '../locale.ts';

export const reader: Locale['reader'] = {
  doctor: 'Check the reader’s settings',
  dismiss: 'Got it',
  advice: {
    'keyboard-layout': {
      sentence: 'The reader is set to a different keyboard layout from the computer.',
      nextStep: 'Set the reader to the computer’s keyboard layout, for example Finnish.',
    },
    'letter-case': {
      sentence: 'The reader sends small letters.',
      nextStep: 'Turn Caps Lock off. If that does not help, turn case conversion off in the reader.',
    },
    'symbology-prefix': {
      sentence: 'The reader sends the kind of code before the number.',
      nextStep: 'Turn AIM and code identifiers off in the reader.',
    },
    asterisks: {
      sentence: 'The reader sends the start and stop of Code 39.',
      nextStep: 'Turn “transmit start/stop” off in the reader.',
    },
    'control-characters': {
      sentence: 'The reader sends control characters along.',
      nextStep: 'Remove the prefix in the reader and set the suffix to Enter.',
    },
    'alt-codes': {
      sentence: 'The reader types characters as numbers, which is slow.',
      nextStep: 'Turn “Alt mode” or “universal keyboard” off in the reader.',
    },
    stalled: {
      sentence: 'The reader pauses while it sends.',
      nextStep: 'Move it closer to its base, or use a cable.',
    },
    'no-suffix': {
      sentence: 'The reader sends nothing after a code.',
      nextStep: 'Set the suffix to Enter, so that a code is seen at once.',
    },
    slow: {
      sentence: 'The reader types slowly.',
      nextStep: 'Remove the delay between characters in the reader.',
    },
    dropped: {
      sentence: 'Characters of the reader are lost on the way.',
      nextStep: 'Set a small delay between characters, or use another USB port. Then read the codes again.',
    },
    'unnamed-keys': {
      sentence: 'The device does not say which keys the reader presses.',
      nextStep: 'Set the device’s scanning program to send keys, with Enter after them.',
    },
    unread: {
      sentence: 'The code that was read is not the one on the sheet.',
      nextStep: 'Set the reader to the computer’s keyboard layout and read the code again.',
    },
  },
};
