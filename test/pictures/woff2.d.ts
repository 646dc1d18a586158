/** A font, as the data URL that esbuild makes of it. */
declare module '*.woff2' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: esbuild's loader decides
  export default url;
}
