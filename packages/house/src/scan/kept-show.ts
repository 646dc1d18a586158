/** The show that the clerk has chosen, for a reload of this window on the same day. */

const storedAs = 'kaiku-scan/show';

const today = () => new Date().toDateString();

/** Returns the show that was chosen in this window today; empty if none was. Never throws. */
export function keptShow(): string {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storedAs) ?? '[]');
    const [show, day] = Array.isArray(kept) ? (kept as readonly unknown[]) : [];
    return typeof show === 'string' && day === today() ? show : '';
  } catch {
    return '';
  }
}

/** Stores it, if the browser allows it. Never throws. */
export function keepShow(show: string): void {
  try {
    sessionStorage.setItem(storedAs, JSON.stringify([show, today()]));
  } catch {
    // The next start chooses a show itself.
  }
}
