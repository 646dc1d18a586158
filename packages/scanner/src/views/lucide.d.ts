/** Lucide's files of one icon each have no declarations. Its index has, but loads all icons. */
declare module 'lucide/dist/esm/icons/*.mjs' {
  /** The shapes of the icon on a grid of 24: the name of the SVG element, and its attributes. */
  const shapes: readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[];
  // biome-ignore lint/style/noDefaultExport: Lucide's
  export default shapes;
}
