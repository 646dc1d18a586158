import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/**
 * An answer whose body breaks off half way, though its length is told. Over a socket: cut there. In process: a body whose
 * reading rejects with `TypeError`.
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
  if (outgoing === undefined) return new Response(breakingOffAfter(half), { status: response.status, headers });
  outgoing.writeHead(response.status, Object.fromEntries(headers));
  await new Promise<void>((resolve) => outgoing.write(half, () => resolve()));
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function breakingOffAfter(part: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      // An error is told at once, before what waits to be read.
      if (sent) controller.error(new TypeError('terminated'));
      else controller.enqueue(part);
      sent = true;
    },
  });
}

/** A request as two that can each be read. */
export async function twiceOf(request: Request): Promise<readonly [Request, Request]> {
  const { url, method, headers } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : null;
  const copy = () => new Request(url, { method, headers, body });
  return [copy(), copy()];
}
