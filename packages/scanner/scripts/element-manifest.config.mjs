/** The settings of the analyzer that element-manifest.ts runs. */
export default {
  globs: ['src/scanner.settings.ts', 'src/scanner.component.ts', 'src/define.ts'],
  litelement: true,
  quiet: true,
  // Otherwise it writes to the package.json of the folder that it runs in.
  packagejson: false,
};
