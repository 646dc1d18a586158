import { isIPv6 } from 'node:net';
import type { RegistryContext } from './context.ts';

/**
 * Returns the address that a request is counted for: of the socket, or, with `header`, the last one in that header, which
 * the proxy in front has written. Of an IPv6 address only the network (/64), because a single customer has all of it.
 * `undefined` for a request in process.
 */
export function clientAddress(c: RegistryContext, header: string | undefined): string | undefined {
  const forwarded = header === undefined ? undefined : c.req.header(header)?.split(',').at(-1)?.trim();
  const address = forwarded || c.env?.incoming?.socket.remoteAddress;
  return address === undefined ? undefined : toNetwork(address);
}

function toNetwork(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  const network = [...first, ...zeros, ...last].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
