/**
 * Returns a short name for a visit, which the page of the house and the device show alike: the last six digits of its id. They
 * are random, so two visits are alike once in 17 million; the device and the time distinguish those.
 */
export function toShortReference(id: string): string {
  const digits = id.slice(-6).toUpperCase();
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}
