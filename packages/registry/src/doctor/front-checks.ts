import { type Check, listOf, type Setup } from './check.ts';

/** How long the proxy may take to respond, in milliseconds. */
const timeoutMs = 5_000;

/** What a page or a device meets. The checks of the address need `--url`. */
export const frontChecks: readonly Check[] = [
  {
    id: 'origins',
    sentence: 'Allowed origins are complete and encrypted.',
    look({ origins }) {
      const wrong = origins.filter((origin) => !isSafe(origin) || new URL(origin).origin !== origin);
      return listOf(wrong);
    },
    next: 'Write each as `https://tickets.example`: no path, no final slash, no `http`.',
  },
  {
    id: 'front',
    sentence: 'The registry responds at its address.',
    async look({ url, fetch }) {
      if (url === undefined) return undefined;
      const response = await request(fetch, `${url}/v1/health`);
      return response?.status === 200 ? undefined : `It responds with ${response?.status ?? 'nothing'}.`;
    },
    next: 'Check the proxy’s upstream and its certificate; then `systemctl status "kaiku-registry@*"`.',
  },
  {
    id: 'tls',
    sentence: 'Devices reach the registry only through TLS.',
    async look({ url, fetch }) {
      if (url === undefined) return undefined;
      if (!isSafe(url)) return `${url} is not encrypted: tokens and card codes are readable on the way.`;
      if (!url.startsWith('https:')) return undefined;
      const plain = new URL(url);
      plain.protocol = 'http:';
      plain.port = '';
      const response = await request(fetch, `${plain.origin}/v1/health`);
      return response?.status === 200 ? `${plain.origin} responds too.` : undefined;
    },
    next: 'Let the proxy redirect port 80, and let the processes listen on loopback or a private network.',
  },
  {
    id: 'preflight',
    sentence: 'Pages of the allowed origins may call the address.',
    async look({ url, origins, fetch }) {
      if (url === undefined) return undefined;
      const refused: string[] = [];
      for (const origin of origins) {
        const headers = { origin, 'access-control-request-method': 'POST' };
        const response = await request(fetch, `${url}/v1/visits`, { method: 'OPTIONS', headers });
        if (response?.headers.get('access-control-allow-origin') !== origin) refused.push(origin);
      }
      return listOf(refused);
    },
    next: 'Start every process with the same `--allow-origin`, and let the proxy pass OPTIONS.',
  },
  {
    id: 'metrics',
    sentence: 'The metrics are not public.',
    async look({ url, fetch }) {
      if (url === undefined) return undefined;
      const response = await request(fetch, `${url}/metrics`);
      return response?.status === 200 ? `${url}/metrics responds.` : undefined;
    },
    next: 'Proxy only the registry’s port, not `--metrics-port`.',
  },
];

function request(fetch: Setup['fetch'], url: string, init: RequestInit = {}): Promise<Response | undefined> {
  return fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
}

/** Returns true if an address is encrypted or on this machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
