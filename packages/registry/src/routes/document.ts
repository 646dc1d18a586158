import type { RegistryContext } from '../http/context.ts';
import { describeOperations } from '../http/openapi.ts';
import type { Operation } from '../http/operation.ts';

/** Returns the handler of `/openapi.json`. It makes the document once, because that takes as long as forty look-ups. */
export function createDocumentHandler(operations: readonly Operation[]): (c: RegistryContext) => Response {
  let document: string | undefined;
  return (c) => {
    document ??= JSON.stringify(describeOperations(operations));
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  };
}
