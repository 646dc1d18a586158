import type { RegistryContext } from '../http/context.ts';

/** What the documentation of each report says. */
export const reportAge = '`Kaiku-Report-Age`: how old its data is at most, in seconds; 0 unless a replica answers';

/** Chooses the database of a report, and sets the header that says how old its data may be. */
export async function noteAge(c: RegistryContext): Promise<void> {
  c.header('Kaiku-Report-Age', String(Math.ceil((await c.var.store.reportAgeMs()) / 1_000)));
}
