/** The session of a person who has signed in, in a cookie that only the registry's own pages send. */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { KnownDevice } from '../store/devices/devices.ts';
import type { RegistryContext } from './context.ts';
import { isLoopback } from './loopback.ts';
import type { Site } from './passkeys.ts';

const cookieName = 'kaiku-session';

/**
 * Returns the registry as browsers know it: by its public address, or by that of the request if it is this machine.
 * `undefined` if neither is known: then no one can sign in.
 */
export function siteOf(url: string, publicUrl: string | undefined): Site | undefined {
  const { origin, hostname } = new URL(publicUrl ?? url);
  return publicUrl !== undefined || isLoopback(hostname) ? { origin, rpID: hostname } : undefined;
}

/** True if the cookie may be sent over https only. */
function isSecure({ origin }: Site): boolean {
  return origin.startsWith('https:');
}

/** Returns the token of the request's session; `undefined` without one. */
export function sessionToken(c: RegistryContext): string | undefined {
  const { site } = c.var;
  return site && (isSecure(site) ? getCookie(c, cookieName, 'host') : getCookie(c, cookieName));
}

/** Sets the cookie of a session. It ends with the browser, or when the registry ends the session. */
export function setSession(c: RegistryContext, site: Site, token: string): void {
  const shared = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;
  if (isSecure(site)) setCookie(c, cookieName, token, { ...shared, secure: true, prefix: 'host' });
  else setCookie(c, cookieName, token, shared);
}

/** Removes the cookie. */
export function removeSession(c: RegistryContext, site: Site): void {
  const shared = { path: '/', secure: isSecure(site) };
  deleteCookie(c, cookieName, isSecure(site) ? { ...shared, prefix: 'host' } : shared);
}

/** Returns the person of the request's session; otherwise why there is none. */
export async function findPerson(c: RegistryContext): Promise<KnownDevice | string> {
  const { site, store } = c.var;
  const token = sessionToken(c);
  if (site === undefined || token === undefined) return 'The token is missing.';
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
  // SameSite=Strict lets pages of other ports and subdomains send the cookie too.
  if (!isReading && c.req.header('origin') !== site.origin) return 'The session is not used by a page of the registry.';
  return (await store.people.bySession(token)) ?? 'The session has ended.';
}
