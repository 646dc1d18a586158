import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/**
 * Returns a response whose body ends half way, although its length is declared. Over a socket the connection is cut there.
 * In process, reading the body rejects with `TypeError`.
 */
export async function cutInTheMiddle(
  response: Response,
  bindings: Partial<HttpBindings> | undefined,
): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const half = whole.slice(0, Math.ceil(whole.length / 2));
  const headers = new Headers(response.headers);
  headers.set('Content-Length', String(whole.length));
  const { outgoing } = bindings ?? {};
  if (outgoing === undefined) return new Response(createBrokenStream(half), { status: response.status, headers });
  outgoing.writeHead(response.status, Object.fromEntries(headers));
  await new Promise<void>((resolve) => outgoing.write(half, () => resolve()));
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function createBrokenStream(part: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      // In a second call, because an error discards chunks that have not been read.
      if (sent) controller.error(new TypeError('terminated'));
      else controller.enqueue(part);
      sent = true;
    },
  });
}

/** Returns two copies of a request, each with its own body. */
export async function duplicate(request: Request): Promise<readonly [Request, Request]> {
  const { url, method, headers } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : null;
  const copy = () => new Request(url, { method, headers, body });
  return [copy(), copy()];
}
