/** For the analyzer that element-manifest.ts runs. */
export default {
  globs: ['src/scanner.component.ts', 'src/define.ts'],
  litelement: true,
  quiet: true,
  // Else it writes to the package.json of whichever folder it runs in.
  packagejson: false,
};
