import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/** Returns a whole page, in Finnish and English side by side. `html` escapes its values. */
export function page({ title, style, body }: { title: string; style: Html; body: Html }): Html {
  return html`<!doctype html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>${body}</body>
</html>`;
}
