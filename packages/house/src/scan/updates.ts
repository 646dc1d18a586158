/** When a new version of the page takes over. */

/** What of the browser and the page is used. */
export interface Updating {
  readonly registration: Pick<ServiceWorkerRegistration, 'waiting' | 'update'>;
  readonly container: Pick<ServiceWorkerContainer, 'controller' | 'addEventListener'>;
  /** True while a card, a question or an answer is on the screen. */
  readonly isBusy: () => boolean;
  readonly page: {
    setInterval(task: () => void, ms: number): unknown;
    readonly location: Pick<Location, 'reload'>;
  };
}

/** How often to look if the screen is free, in milliseconds. */
const lookEveryMs = 5000;

/** How many looks in a row must find it free: no one is at the till, so that the restart of the camera delays no card. Guess. */
const quietLooks = 12;

/** How often to ask the registry for a new version, in looks: an hour. A page of a till may be open for weeks. */
const looksUntilUpdate = 720;

/**
 * Lets a new version of the page take over when no one uses it: at the start of the page, or after a minute with nothing on
 * the screen. The page is then loaded again. Until then all its files are of the old version, from the cache.
 */
export function followUpdates({ registration, container, isBusy, page }: Updating): void {
  let looks = 0;
  // A page that was just loaded is used by no one yet.
  let quiet = registration.waiting === null ? 0 : quietLooks;
  let isNew = false;

  function takeOver(): void {
    if (isBusy()) {
      quiet = 0;
      return;
    }
    if (quiet < quietLooks) return;
    if (isNew) page.location.reload();
    else registration.waiting?.postMessage('take-over');
  }

  // The first version takes over from none: the page on the screen is of that version.
  if (container.controller !== null)
    container.addEventListener('controllerchange', () => {
      isNew = true;
      takeOver();
    });
  takeOver();
  page.setInterval(() => {
    looks += 1;
    quiet += 1;
    takeOver();
    // Without a network this fails, and the next hour asks again.
    if (looks % looksUntilUpdate === 0) void registration.update().catch(() => {});
  }, lookEveryMs);
}
