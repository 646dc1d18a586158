/** The messages about the log of a venue. */
import * as z from 'zod/mini';
import { Role } from './device.ts';
import { Instant, serverTime } from './fields.ts';

/** Who did what when. */
export const LogEntry = z.object({
  id: z.int(),
  at: Instant,
  /** The id of the device or person; `null`: a command of the operator. */
  actor: z.nullable(z.string()),
  /** Its name and role at that time. */
  actorName: z.nullable(z.string()),
  role: z.nullable(Role),
  /** The id of an operation of the interface, or a command. */
  action: z.string(),
  /** The id of the show, device, person, visit, usage or lease; `null`: of none. */
  subject: z.nullable(z.string()),
  /** What was asked for, with card codes masked. */
  details: z.record(z.string(), z.unknown()),
  /** The act of the entry before was refused with this code; `null`: it was not. */
  refused: z.nullable(z.string()),
});

/** GET /v1/log: a page of the log, oldest first. */
export const LogAnswer = z.object({
  entries: z.array(LogEntry),
  /** `after` of the request for the next page; `null`: this is the last. */
  next: z.nullable(z.int()),
  serverTime,
});

/** See the schema. */
export type LogAnswer = z.infer<typeof LogAnswer>;
/** See the schema. */
export type LogEntry = z.infer<typeof LogEntry>;
