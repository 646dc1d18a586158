/**
 * Returns a short name for a visit, which the page of the house and the device show alike: the last six digits of its id. Two
 * visits of an evening have the same one in a million; the device and the time tell them apart.
 */
export function toShortReference(id: string): string {
  const digits = id.slice(-6).toUpperCase();
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}
