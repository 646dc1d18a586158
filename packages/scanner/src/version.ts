/** The version of this package, for the warning of two versions on a page. A test holds it to `package.json`. */
export const version = '0.1.0';
