/** The page `/scan`: the element, with the registry that serves the page. */
import './trusted-types.ts';
import type {} from '@kaiku/scanner';
import '@kaiku/scanner/define';
import { preferredLanguage } from '../locales/languages.ts';
import { readScanAddress } from './address.ts';
import { keepShow, keptShow } from './kept-show.ts';
import { followUpdates } from './updates.ts';

const registry = new URL('.', location.href);
const element = document.querySelector('kaiku-scanner');

if (element !== null) {
  const { show, lang, recordsAs } = readScanAddress(location);
  document.documentElement.lang = lang ?? preferredLanguage();
  if (recordsAs !== undefined) element.recordsAs = recordsAs;
  element.show = show === '' ? keptShow() : show;
  element.addEventListener('kaiku-show', ({ detail }) => keepShow(detail.show));
  useCode();
  // A camera of another program that opens the address in this window changes only its end.
  addEventListener('hashchange', useCode);
  element.registry = registry.href;
  if ('serviceWorker' in navigator) {
    const serviceWorker = new URL('./service-worker.js', import.meta.url).href;
    void navigator.serviceWorker
      .register(serviceWorker, { scope: new URL('scan', registry).href, updateViaCache: 'none' })
      .then((registration) => {
        followUpdates({
          registration,
          container: navigator.serviceWorker,
          isBusy: () => element.isBusy(),
          page: globalThis,
        });
      })
      // Without it the page works as any page does: not without a network.
      .catch(() => {});
  }
}

/** Enrols this device by the code in the address, and removes it there: it is valid once, and no history should have it. */
function useCode(): void {
  const { code, withoutCode } = readScanAddress(location);
  if (code === undefined) return;
  history.replaceState(null, '', withoutCode);
  element?.enrol(code);
}
