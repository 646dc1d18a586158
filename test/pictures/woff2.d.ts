/** A font; esbuild turns it into a data URL. */
declare module '*.woff2' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: esbuild's loader decides
  export default url;
}
