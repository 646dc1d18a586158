/** The virtual authenticator of a page in Chromium. */
import type { CDPSession, Page } from 'playwright-core';

/** An authenticator that confirms each request of a page, as a person with a finger on the key does. */
export interface Authenticator {
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
}

/** Adds an authenticator to a page. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true } as const),
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { cdp, authenticatorId };
}

/** Returns the response of the authenticator of a page, or the name of the error. */
export function askAuthenticator(
  page: Page,
  what: 'create' | 'get',
  options: object,
): Promise<{ readonly response?: object; readonly error?: string }> {
  return page.evaluate(
    async ([what, options]) => {
      const given = JSON.parse(options);
      try {
        const credential = await (what === 'create'
          ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) })
          : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) }));
        return { response: (credential as PublicKeyCredential).toJSON() };
      } catch (error) {
        return { error: (error as Error).name };
      }
    },
    [what, JSON.stringify(options)] as const,
  );
}
