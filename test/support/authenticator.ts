/** The virtual authenticator of a page in Chromium. */
import type { Page } from 'playwright-core';

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
