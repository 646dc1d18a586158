/** The closest language said, looking out through shadow roots. */
export function languageOf(element: Element): string | undefined {
  const closest = element.closest('[lang]');
  if (closest !== null) return closest.getAttribute('lang') ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : undefined;
}
