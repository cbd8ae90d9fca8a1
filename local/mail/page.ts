import { html, raw } from 'hono/html'
import type { ReceivedMail } from './mails.ts'
import { STYLES } from './styles.ts'

interface Page {
  /** Latest first. */
  mails: readonly ReceivedMail[]
  shown: ReceivedMail | null
  /** Show the plain text instead of the HTML. */
  isText: boolean
  /** On a phone, show the list and not the mail. */
  isList: boolean
}

/** What a mail may do in its frame: no script, nothing from elsewhere, and links open in a new tab. */
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox'
export const FRAME_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox ${SANDBOX}`

/** The list of mails beside one of them. The document is escaped, as every value in an `html` template. */
export function pageOf({ mails, shown, isText, isList }: Page) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${isList || !shown ? 'Mailbox' : `${shown.subject} · Mailbox`}</title>
<style>${raw(STYLES)}</style>
</head>
<body data-page="${isList ? 'list' : 'mail'}">
<header>
  <h1><a href="/">Mailbox</a></h1>
  <p>${mails.length === 1 ? '1 mail' : `${mails.length} mails`} sent on this laptop</p>
</header>
${
  shown
    ? html`<main>
<nav aria-label="Mails"><ul>${mails.slice(0, LISTED).map(mail => entry(mail, mail === shown))}</ul></nav>
<article>${mailView(shown, isText)}</article>
</main>`
    : html`<main class="empty"><h2>No mail yet</h2><p>Register at the player, and its first mail arrives here.</p></main>`
}
${raw(REFRESH)}
</body>
</html>`
}

/** The HTML of a mail for its frame. Its links open outside the frame. */
export function framed(mail: string): string {
  return mail.replace('<head>', '<head><base target="_blank">')
}

const LISTED = 200

function entry({ id, to, subject, text, receivedAt }: ReceivedMail, isShown: boolean) {
  return html`<li><a href="/mails/${id}/html"${raw(isShown ? ' aria-current="true"' : '')}>
<span class="to">${to.join(', ')}</span><time datetime="${receivedAt}">${timeText(receivedAt)}</time>
<strong>${subject}</strong>
<span class="preview">${previewOf(text)}</span>
</a></li>`
}

function mailView(mail: ReceivedMail, isText: boolean) {
  const { id, from, to, subject, receivedAt } = mail
  return html`<a class="back" href="/">‹ All mails</a>
<h2>${subject}</h2>
<dl><dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to.join(', ')}</dd><dt>Sent</dt><dd><time datetime="${receivedAt}">${timeText(receivedAt)}</time></dd></dl>
<nav class="tabs" aria-label="Form of the mail">${tab(id, 'html', 'HTML', !isText)}${tab(id, 'text', 'Text', isText)}</nav>
${isText ? html`<pre>${linked(mail.text)}</pre>` : html`<iframe title="${subject}" sandbox="${SANDBOX}" src="/mails/${id}/frame"></iframe>`}`
}

function tab(id: string, view: 'html' | 'text', label: string, isCurrent: boolean) {
  return html`<a href="/mails/${id}/${view}"${raw(isCurrent ? ' aria-current="page"' : '')}>${label}</a>`
}

function linked(text: string) {
  return text
    .split(/(https?:\/\/[^\s<]+)/)
    .map((part, index) =>
      index % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>` : part,
    )
}

/** What follows the heading, without the greeting. */
function previewOf(text: string): string {
  return text.split('\n\n').slice(2).join(' ').slice(0, 140)
}

function timeText(time: string): string {
  return new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}

// Shows a new mail at once, but not while somebody reads another one.
const REFRESH = `<script>
if (document.body.dataset.page === 'list') {
  let latest
  setInterval(async () => {
    if (document.hidden) return
    const now = await fetch('/latest').then(answer => answer.text()).catch(() => latest)
    if (latest !== undefined && now !== latest) location.reload()
    latest = now
  }, 2000)
}
</script>`
