import type { Locale } from '../locale.ts';

const onPaper = 'Write the visit on the paper form. It is transferred afterwards, as soon as possible.';

export const failures: Locale['failures'] = {
  'config/invalid': {
    sentence: 'There is a mistake in the settings of the recording.',
    nextStep: `Tell the site administrator. ${onPaper}`,
  },
  'config/no-storage': {
    sentence: 'The browser does not let visits be stored on this device.',
    nextStep: 'Open the page in an ordinary window, not a private one, and allow site data.',
  },
  'registry/unreachable': { sentence: 'The service was not reached.', nextStep: onPaper },
  'registry/busy': { sentence: 'The service is busy.', nextStep: 'Read the card again in a moment.' },
  'registry/failed': { sentence: 'The service has a technical problem.', nextStep: onPaper },
  'registry/no-token': {
    sentence: 'The page has no key for this device to sign in to Kaikukanta with.',
    nextStep: `Sign in to the page again. ${onPaper}`,
  },
  'registry/unauthorised': {
    sentence: 'Kaikukanta does not accept the key of this device: it is wrong, has expired or has been revoked.',
    nextStep:
      'Sign in to the page again. If that does not help, ask the coordinator for a new key, and record on the paper form until then.',
  },
  'registry/not-enrolled': {
    sentence: 'This device has not been added to the house’s devices.',
    nextStep: `Ask the coordinator for a code and add the device. ${onPaper}`,
  },
  'registry/unknown-code': {
    sentence: 'The code is wrong, used or more than ten minutes old.',
    nextStep: 'Ask the coordinator for a new code.',
  },
  'registry/frozen': {
    sentence: 'This device has been stopped for now. What it has recorded is kept on it.',
    nextStep: `Nothing is recorded on it until the coordinator lets it in again. ${onPaper}`,
  },
  'registry/revoked': {
    sentence: 'This device may no longer record. What it has not sent is kept on it.',
    nextStep: `Take it to the coordinator. ${onPaper}`,
  },
  'registry/lost': {
    sentence: 'This device has been reported as lost.',
    nextStep: 'Please return it to the house it belongs to.',
  },
  'registry/not-assigned': {
    sentence: 'This device is for other events now.',
    nextStep: `Choose an event of this device, or ask the coordinator. ${onPaper}`,
  },
  'registry/forbidden': {
    sentence: 'Kaikukanta does not let this device record.',
    nextStep: `Ask the coordinator. ${onPaper}`,
  },
  'registry/missing-role': {
    sentence: 'The key of this device does not allow this.',
    nextStep: 'Ask the coordinator to do it, or to give this device the right to it.',
  },
  'registry/foreign-journal': {
    sentence: 'In Kaikukanta, the visits stored in this browser belong to another device.',
    nextStep: `Ask the site administrator to hand them over to this device. ${onPaper}`,
  },
  'registry/slowed': {
    sentence: 'Many unknown codes have been read with this device, so Kaikukanta answers it slowly.',
    nextStep: 'Read the card again in a moment, or ask the coordinator to let the device in.',
  },
  'registry/other-venue': {
    sentence: 'The page now has the key of another venue. What waits on this device is kept for its own venue.',
    nextStep: `Nothing is recorded with that key here. Reload the page to record for the other venue. ${onPaper}`,
  },
  'registry/not-found': {
    sentence: 'The event or the visit is not in Kaikukanta.',
    nextStep: 'Check that the event is the right one.',
  },
  'registry/invalid-request': {
    sentence: 'Kaikukanta did not understand the recording.',
    nextStep: `Tell the site administrator. ${onPaper}`,
  },
  'registry/unknown-key': {
    sentence: 'Kaikukanta cannot read a visit that this device has stored.',
    nextStep: 'The visit stays on this device and is sent again. Tell the site administrator.',
  },
  'registry/contract': {
    sentence: 'The answer of Kaikukanta could not be understood.',
    nextStep: `Tell the site administrator. ${onPaper}`,
  },
  'idempotency/mismatch': {
    sentence: 'Kaikukanta has the same recording with other details.',
    nextStep: 'Check the recording in Kaikukanta and tell the site administrator.',
  },
  'outbox/storage': {
    sentence: 'Nothing could be kept on this device, and nothing was recorded.',
    nextStep: `${onPaper} Then free some space on the device and reload the page.`,
  },
  'desk/closed': { sentence: 'Recording is closed on this page.', nextStep: 'Reload the page.' },
  'desk/too-late': {
    sentence: 'The visit was more than 14 days ago.',
    nextStep: 'Bring it into Kaikukanta as a file, with its import.',
  },
  'desk/foreign-decision': { sentence: 'The card was checked for another event.', nextStep: 'Read the card again.' },
  'desk/unknown-visit': {
    sentence: 'This recording is neither on this device nor in Kaikukanta.',
    nextStep: 'Nothing was undone. Check the recording in Kaikukanta.',
  },
  'desk/voided-visit': {
    sentence: 'The recording was undone in Kaikukanta meanwhile. Nothing is recorded.',
    nextStep: 'Read the card again.',
  },
  unexpected: {
    sentence: 'Something unexpected happened.',
    nextStep: 'Check in Kaikukanta whether the visit was recorded. If not, read the card again.',
  },
  'camera/insecure-context': {
    sentence: 'The camera works only on a secure page.',
    nextStep: 'Open the page at an address that begins with https.',
  },
  'camera/unsupported': {
    sentence: 'This browser cannot use a camera.',
    nextStep: 'A newer browser can.',
  },
  'camera/policy-blocked': {
    sentence: 'This page does not allow the camera.',
    nextStep: 'The site administrator can allow it.',
  },
  'camera/denied-by-user': {
    sentence: 'The camera has not been allowed.',
    nextStep: 'Allow the camera in the address bar of the browser and try again.',
  },
  'camera/denied-by-system': {
    sentence: 'The device does not let the browser use the camera.',
    nextStep: 'Allow the camera for the browser in the settings of the device and try again.',
  },
  'camera/no-camera': {
    sentence: 'This device has no camera.',
    nextStep: 'Connect a camera if you want to use one.',
  },
  'camera/busy': {
    sentence: 'Another program is using the camera.',
    nextStep: 'Close the other program and try again.',
  },
  'camera/over-constrained': {
    sentence: 'The camera is not suited to reading cards.',
    nextStep: 'Try another camera.',
  },
  'camera/stalled': {
    sentence: 'The camera gives no picture.',
    nextStep: 'Try the camera again. If that does not help, open the browser again.',
  },
  'camera/interrupted': { sentence: 'The camera picture was lost.', nextStep: 'Try the camera again.' },
  'engine/load': {
    sentence: 'Reading codes from the picture did not start.',
    nextStep: 'Reload the page. If that does not help, tell the site administrator.',
  },
  'engine/decode': { sentence: 'Reading codes from the picture stopped.', nextStep: 'Try the camera again.' },
};
