/** The Applications page. A bundle of its own, which is loaded at the first visit. */
export { default as style } from './page/main.css?bundled'
export { default as script } from './page/main.tsx?bundled'

/** References are relative, because a proxy may serve the page below a path. */
export const html = `<!doctype html>
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
<noscript>This page needs JavaScript.</noscript>
<div id="page"></div>
</body>
</html>
`
