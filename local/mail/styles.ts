/** The mailbox in the colours of the player. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f6f9, #0c0c12);
  --surface: light-dark(#ffffff, #17171f);
  --raised: light-dark(#eeeef3, #22222d);
  --line: light-dark(#e2e2ea, #2c2c39);
  --ink: light-dark(#14141c, #f4f4f8);
  --muted: light-dark(#5b5b6b, #a6a6b8);
  --brand: light-dark(#5b34e6, #b9a8ff);
}
* { box-sizing: border-box; margin: 0; padding: 0 }
html, body { height: 100% }
body {
  display: flex;
  flex-direction: column;
  background: var(--page);
  color: var(--ink);
  font: 15px / 1.45 Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
}
a { color: var(--brand) }
:focus-visible { outline: 2px solid var(--brand); outline-offset: -2px }
header {
  display: flex;
  align-items: baseline;
  gap: 12px;
  padding: 16px 24px;
  border-bottom: 1px solid var(--line);
  background: var(--surface);
}
h1 { font-size: 1.15rem; letter-spacing: -0.02em }
h1 a { color: inherit; text-decoration: none }
header p, time, .to, .preview, dt { color: var(--muted) }
header p { font-size: 0.85rem }
main { display: grid; min-height: 0; flex: 1; grid-template-columns: minmax(280px, 24rem) minmax(0, 1fr) }
main > nav { overflow: auto; border-right: 1px solid var(--line); background: var(--surface) }
ul { list-style: none }
li { border-bottom: 1px solid var(--line) }
li a {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  gap: 2px 12px;
  padding: 12px 24px;
  color: var(--ink);
  text-decoration: none;
}
li a:hover { background: var(--page) }
li a[aria-current] { background: var(--raised); box-shadow: inset 3px 0 var(--brand) }
.to, .preview { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.to, li time, .preview { font-size: 0.82rem }
strong, .preview { grid-column: 1 / -1 }
strong { font-weight: 600 }
article { display: flex; min-width: 0; flex-direction: column; overflow: auto; padding: 24px }
h2 { font-size: 1.4rem; letter-spacing: -0.02em; line-height: 1.2 }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; margin: 12px 0 16px; font-size: 0.9rem }
dd { overflow-wrap: anywhere }
.tabs { display: flex; align-self: start; gap: 4px; margin-bottom: 12px; padding: 4px; border-radius: 12px; background: var(--raised) }
.tabs a { padding: 6px 16px; border-radius: 9px; color: var(--ink); font-size: 0.88rem; font-weight: 600; text-decoration: none }
.tabs a[aria-current] { background: var(--surface) }
iframe, pre { flex: 1; min-height: 420px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface) }
pre { padding: 24px; font: 0.92rem / 1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
.back { display: none }
.empty { align-content: center; grid-template-columns: none; gap: 8px; justify-items: center; padding: 24px; color: var(--muted); text-align: center }
.empty h2 { color: var(--ink) }
@media (max-width: 820px) {
  main { grid-template-columns: minmax(0, 1fr) }
  header, article { padding-inline: 16px }
  main > nav { border-right: 0 }
  li a { padding-inline: 16px }
  li a[aria-current] { background: none; box-shadow: none }
  [data-page="list"] article, [data-page="mail"] nav:not(.tabs) { display: none }
  .back { display: block; align-self: start; margin-bottom: 12px; padding-block: 4px; font-weight: 600; text-decoration: none }
}
`
