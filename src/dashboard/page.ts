/** The pages and their parts. A bundle of its own, which is loaded at the first visit. */

import style from './page/main.css?bundled'
import script from './page/main.tsx?bundled'
import operationsStyle from './page/operations.css?bundled'
import operationsScript from './page/operations.ts?bundled'

export { operationsPage } from './operations.tsx'

/** References are relative, because a proxy may expose the page below a path. */
const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>App ID emulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="dashboard/page.css">
<script type="module" src="dashboard/page.js"></script>
</head>
<body>
<noscript>This page needs JavaScript. <a href="swagger-ui/">The list of operations</a> does not.</noscript>
<div id="page"></div>
</body>
</html>
`

/** Media type and text of the files that are the same for every reader, by path. */
export const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html', html],
  '/dashboard/page.js': ['text/javascript', script],
  '/dashboard/page.css': ['text/css', style],
  '/dashboard/operations.js': ['text/javascript', operationsScript],
  '/dashboard/operations.css': ['text/css', operationsStyle],
}
