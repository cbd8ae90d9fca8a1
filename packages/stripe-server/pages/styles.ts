/** The pages in the colours of the player. Its own are out of reach: a package stands alone, and Vite bundles them. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f6f9, #0c0c12);
  --surface: light-dark(#ffffff, #17171f);
  --raised: light-dark(#eeeef3, #22222d);
  --line: light-dark(#c9c9d4, #474757);
  --ink: light-dark(#14141c, #f4f4f8);
  --muted: light-dark(#5b5b6b, #a6a6b8);
  --brand: light-dark(#5b34e6, #b9a8ff);
  --on-brand: light-dark(#ffffff, #14141c);
  --wrong: light-dark(#b3102d, #ff9aa8);
}
* { box-sizing: border-box; margin: 0; padding: 0 }
body {
  min-height: 100vh;
  background: var(--page);
  color: var(--ink);
  font: 16px / 1.5 Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
}
a { color: var(--brand) }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
.mode { padding: 8px 16px; background: var(--raised); color: var(--muted); font-size: 0.85rem; text-align: center }
main { display: grid; gap: 24px; max-width: 28rem; margin: 0 auto; padding: 24px 16px 48px }
h1 { font-size: 1.5rem; letter-spacing: -0.02em; line-height: 1.2; overflow-wrap: anywhere }
h2 { font-size: 1.1rem }
.amount { font-size: 2.2rem; font-weight: 700; letter-spacing: -0.03em; line-height: 1.1 }
.muted { color: var(--muted) }
section, form { display: grid; gap: 16px; min-width: 0 }
.card { padding: 20px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface) }
.items { display: grid; gap: 8px; list-style: none }
.items li { display: flex; gap: 16px; justify-content: space-between }
.items span { min-width: 0; overflow-wrap: anywhere }
.items span:last-child { flex: none }
label { display: grid; gap: 4px; font-weight: 600 }
input, select {
  width: 100%;
  min-height: 48px;
  padding: 10px 12px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--page);
  color: var(--ink);
  font: inherit;
  font-weight: 400;
}
::placeholder { color: var(--muted); opacity: 1 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px }
button, .button {
  display: block;
  width: 100%;
  min-height: 48px;
  padding: 11px 16px;
  border: 1px solid var(--brand);
  border-radius: 12px;
  background: var(--brand);
  color: var(--on-brand);
  font: inherit;
  font-weight: 700;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
button.second, .button.second { border-color: var(--line); background: var(--surface); color: var(--ink) }
.wrong { padding: 12px 14px; border: 1px solid var(--wrong); border-radius: 10px; color: var(--wrong) }
summary { padding: 12px 0; color: var(--brand); font-weight: 600; cursor: pointer }
.cards { display: grid; gap: 8px; padding-top: 8px }
.cards button { display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: space-between; font-weight: 600; text-align: start }
.cards small { color: var(--muted); font-size: 0.85rem }
table { width: 100%; border-collapse: collapse }
th, td { padding: 8px 0; border-bottom: 1px solid var(--line); text-align: start }
td:last-child, th:last-child { text-align: end }
`
