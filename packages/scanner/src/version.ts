/** The version of this package, for the warning about two versions on a page. A test compares it with `package.json`. */
export const version = '0.1.0';
