import { createHash } from 'node:crypto';
import { html, type Markup, own, textOf } from './html.ts';

/** What the browser runs and how it looks: one file each, of ours. */
export interface Assets {
  script: string;
  style: string;
}

/**
 * One file that asks nobody for anything. Its policy names the one script and the one style that may work; no text
 * becomes markup while it is looked at, either.
 */
export function documentMarkup(title: string, body: Markup, data: Markup, { script, style }: Assets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${own(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${inElement(style)}</style>
</head>
<body>
${body}<script type="application/json" id="data">${data}</script>
<script type="module">${inElement(script)}</script>
</body>
</html>
`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** @throws when it would end its element, which a bundler sees to */
function inElement(text: string): Markup {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error('a part of the page would end its own element');
  return own(text);
}
