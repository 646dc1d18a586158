/**
 * Returns a page with the text between its marks `generated: name` and `end: name` replaced.
 * @throws Error if the page does not have both marks, in this order
 */
export function withGenerated(page: string, name: string, text: string): string {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`The page does not have the marks \`${open}\` and \`${close}\`.`);
  return `${page.slice(0, from + open.length)}\n${text}\n${page.slice(to)}`;
}
