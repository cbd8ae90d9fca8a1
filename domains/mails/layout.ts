import type { Letter } from '#shared/runtime/mail/letter.ts'

/** What a mail says, in plain text: the layout escapes everything. */
interface Draft {
  subject: string
  /** What a list of mails shows behind the subject. */
  preheader: string
  heading: string
  paragraphs: readonly string[]
  /** The one thing that the recipient is asked to do. */
  action?: { label: string; url: string }
  /** Why this person gets the mail, and what to do if it was not them. */
  closing: string
}

/** Both forms of a mail in the one design: HTML with tables and inline styles, which mail programs understand, and text. */
export function letter(draft: Draft): Letter {
  return { subject: draft.subject, text: textOf(draft), html: htmlOf(draft) }
}

/**
 * A text that a stranger may have chosen, such as a name. Mail programs turn `brand.example` into a link, so somebody
 * could register with the address of another person and advertise in the mail that this person gets. An invisible word
 * joiner (U+2060) after each dot, colon and slash keeps it text.
 */
export function unlinked(text: string): string {
  return text.replace(/[.:/]/g, '$&\u2060')
}

function textOf({ heading, paragraphs, action, closing }: Draft): string {
  return [heading, ...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), closing, 'Reels']
    .join('\n\n')
    .concat('\n')
}

const FONT = "font-family:Inter,-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

// Programs that know no dark mode use the inline styles alone.
const DARK = `@media (prefers-color-scheme: dark) {
.page { background: #0c0c12 !important }
.card { background: #17171f !important; border-color: #2c2c39 !important }
.ink { color: #f4f4f8 !important }
.muted { color: #a6a6b8 !important }
.link { color: #b9a8ff !important }
.line { border-color: #2c2c39 !important }
.button { background: #6d4aff !important }
}`

// Keeps the words of the mail itself out of the preview in a list of mails.
const PREVIEW_PADDING = '&#847;&zwnj;&nbsp;'.repeat(60)

function htmlOf({ subject, preheader, heading, paragraphs, action, closing }: Draft): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(subject)}</title>
<style>
:root { color-scheme: light dark }
${DARK}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f6f6f9;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preheader)}${PREVIEW_PADDING}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f6f9">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px">
<tr><td style="padding:0 4px 20px">${LOGO}</td></tr>
<tr><td class="card" style="padding:32px;background:#ffffff;border:1px solid #e2e2ea;border-radius:18px">
<h1 class="ink" style="margin:0 0 16px;color:#14141c;font-size:24px;line-height:1.2;letter-spacing:-0.02em">${escapeHtml(heading)}</h1>
${paragraphs.map(text => paragraph(text)).join('\n')}
${action ? button(action) : ''}
</td></tr>
<tr><td class="muted" style="padding:20px 4px 0;color:#5b5b6b;font-size:13px;line-height:1.5">${escapeHtml(closing)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

// Drawn without an image: many programs load none before they are asked to.
const LOGO = `<table role="presentation" cellpadding="0" cellspacing="0"><tr>
<td width="32" height="32" align="center" style="width:32px;height:32px;background:#6d4aff;background-image:linear-gradient(135deg,#ff5c7a,#6d4aff);border-radius:9px;color:#ffffff;font-size:14px;line-height:32px" aria-hidden="true">&#9654;&#65038;</td>
<td class="ink" style="padding-left:10px;color:#14141c;font-size:18px;font-weight:700;letter-spacing:-0.02em">Reels</td>
</tr></table>`

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 16px;color:#14141c;font-size:16px;line-height:1.5;overflow-wrap:anywhere">${escapeHtml(text)}</p>`
}

function button({ label, url }: { label: string; url: string }): string {
  const href = escapeHtml(url)
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px"><tr>
<td class="button" style="background:#5b34e6;border-radius:12px"><a href="${href}" style="display:inline-block;padding:14px 24px;color:#ffffff;font-size:16px;font-weight:650;text-decoration:none">${escapeHtml(label)}</a></td>
</tr></table>
<p class="muted line" style="margin:0;padding-top:16px;border-top:1px solid #e2e2ea;color:#5b5b6b;font-size:13px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">If the button does not work, open this link:<br><a class="link" href="${href}" style="color:#5b34e6">${href}</a></p>`
}

// Names and addresses come from people, and a mail program shows what they contain.
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
