/** What one client does to stop a registry. Each attack names its requests; `attacker.ts` sends them. */
import { filled } from '../growth/fill.ts';

export interface Attack {
  readonly name: string;
  /** Requests at the same time, each followed by the next. */
  readonly clients: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `guess`: another one with each request. */
  readonly token?: string;
  readonly body?: string;
  /** `body`: sends half of its body and waits. `file`: reads a little of the response and waits. */
  readonly stops?: 'body' | 'file';
}

/** The address of the attacker, as the proxy writes it. */
export const attackerAddress = '192.0.2.66';

const visit = '{"mode":"request","id":"00000000-0000-4000-8000-000000000000","showId":';

export const attacks: readonly Attack[] = [
  { name: 'pages without a token', clients: 40, method: 'GET', path: '/openapi.json' },
  { name: 'unknown tokens', clients: 40, method: 'GET', path: '/v1/shows', token: 'guess' },
  {
    ...{ name: 'statistics of the country, by one coordinator', clients: 16, method: 'GET' as const },
    ...{ path: '/v1/statistics?by=venue,month,seller', token: filled.coordinator },
  },
  {
    ...{ name: 'statistics of the country, by show', clients: 16, method: 'GET' as const },
    ...{ path: '/v1/statistics?by=show', token: filled.coordinator },
  },
  {
    name: 'files of 1.6 M rows, by one broker',
    clients: 8,
    method: 'GET',
    path: '/v1/usages.csv',
    token: filled.broker,
  },
  {
    ...{ name: 'files that are not read to the end', clients: 8, method: 'GET' as const, path: '/v1/usages.csv' },
    ...{ token: filled.broker, stops: 'file' as const },
  },
  {
    ...{
      name: 'look-ups by one till',
      clients: 40,
      method: 'POST' as const,
      path: `/v1/shows/${filled.show(8)}/lookups`,
    },
    ...{ token: filled.till(8), body: JSON.stringify({ card: filled.card(5) }) },
  },
  {
    ...{ name: 'bodies that do not end', clients: 500, method: 'POST' as const, path: '/v1/visits' },
    ...{ token: filled.till(8), body: visit, stops: 'body' as const },
  },
];
