import { EnrolmentCode } from './device.ts';

/** Returns the text of a QR code for an enrolment code: an address, so that a phone's own camera opens the page too. */
export function toEnrolmentText(registryUrl: string, code: string): string {
  // A browser sends no fragment, so no server's log has it.
  return new URL(`scan#enrol=${code}`, registryUrl.endsWith('/') ? registryUrl : `${registryUrl}/`).href;
}

/**
 * Returns the enrolment code in a text that was typed or read from a QR code; `undefined` if there is none. A reader that is
 * set to another keyboard sends other signs around it.
 */
export function parseEnrolmentCode(text: string): string | undefined {
  const typed = /enrol.([^&]+)$/i.exec(text.trim())?.[1] ?? text;
  const parsed = EnrolmentCode.safeParse(typed.toUpperCase().replaceAll(/[\s-]/g, ''));
  return parsed.success ? parsed.data : undefined;
}
