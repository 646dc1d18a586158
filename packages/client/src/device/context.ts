import type { Environment } from '../environment.ts';
import type { Listeners } from '../listeners.ts';
import type { CapMemory } from '../offline/cap-memory.ts';
import type { Clock } from '../offline/clock.ts';
import type { LeaseTickets } from '../offline/tickets-to-lease.ts';
import type { Outbox } from '../outbox/port.ts';
import type { Contact } from '../registry/contact.ts';
import type { Sealer } from '../sealing/sealer.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { Acknowledgement } from '../verdict.ts';
import type { OtherVenues } from './connect.ts';
import type { Upkeep } from './upkeep.ts';

/** What all desks of a device share. */
export interface DeviceContext {
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly otherVenues: OtherVenues;
  readonly clock: Clock;
  readonly contact: Contact;
  readonly outbox: Outbox;
  readonly sealer: Sealer;
  readonly upkeep: Upkeep;
  readonly capMemory: CapMemory;
  /** Called with each acknowledged visit and its show. */
  readonly acknowledged: Listeners<[acknowledged: Acknowledgement, showId: string]>;
  /** How long a clerk waits for the registry, in milliseconds. */
  readonly timeoutMs: number;
  readonly leaseTickets: LeaseTickets;
  readonly keepsHistory: boolean;
}
