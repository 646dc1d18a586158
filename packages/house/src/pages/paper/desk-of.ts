import { createDevice, type Desk, type Device, idbStorage } from '@kaiku/client';
import type { Session } from '../../session.ts';

/** One device for each session, so that what waits is sent while a person is on another page. */
const devices = new WeakMap<Session, Device>();

/** Returns a desk that records what has happened, for one show. @throws KaikuError `config/*` */
export function openDeskFor(session: Session, show: string): Desk {
  const device =
    devices.get(session) ??
    createDevice({
      registry: location.origin,
      // Replaced by the proof of the session.
      token: 'session',
      environment: { fetch: fetchFor(session) },
      // A journal belongs to who opened it: what waits is sent once the same person has signed in again.
      storage: idbStorage(`kaiku-house/${session.venue.id}/${session.id}`),
      // Reports need no ticket, and any number of them may wait.
      ...{ leaseTickets: 0, maxUnconfirmed: 1000, history: true },
    });
  devices.set(session, device);
  return device.desk({ show, recordsAs: 'door' });
}

/** Returns a `fetch` that proves who asks as the other requests of the pages do. */
function fetchFor({ requests: { proof } }: Session): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.delete('Authorization');
    new Headers(proof.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    return fetch(new Request(request, { headers, credentials: proof.credentials ?? 'omit' }));
  };
}
