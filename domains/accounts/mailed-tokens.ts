import { createHash, randomBytes } from 'node:crypto'

/** A token for a link in a mail. Only the recipient of the mail knows it. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The database keeps only this hash of a token. */
export function hashToken(token: string): string {
  // [128 hashed] Nobody who reads the database can use the links that were mailed.
  return createHash('sha256').update(token).digest('base64url')
}

/** A link to a page of the frontend. What is behind `#` is sent to no server: it is in no log and in no `Referer`. */
export function linkWith(page: string, values: Readonly<Record<string, string>>): string {
  const link = new URL(page)
  link.hash = new URLSearchParams(values).toString()
  return link.href
}
