import type { Settings } from '#local/settings.ts'
import { PASSWORD } from '../people/passwords.ts'

/** What must never be in a log. */
const SECRETS: Record<string, RegExp> = {
  'a signed token': /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  'a session cookie': /reels_(access|refresh)=\S/,
  'a password hash': /\$2[aby]\$\d\d\$[./A-Za-z0-9]{20}/,
  'long Base64, such as a video': /[A-Za-z0-9+/]{300}/,
  'a link into an account or a checkout': /\/(setup|express|pay)\/(acct_|cs_)/,
  'a card': /\b(4242424242424242|4000\d{12})\b/,
  'credentials of HTTP Basic': /\bBasic [A-Za-z0-9+/]{12,}={0,2}/,
}

const SECRET_SETTINGS = [
  'SESSION_KEYS',
  'IMAGEKIT_PRIVATE_KEY',
  'IMAGEKIT_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRETS',
]

/** Values that tests send and that must not be in the log. */
const KNOWN_SECRETS = [PASSWORD, 'nine-green-ladders', 'not-the-password']

/** Tests send this after CR and LF. A log line that begins with it is forged. */
export const FORGED_LINE = 'forged-log-line'

/**
 * Reads a log line by line while it is written, and reports what must not be in it: secrets, and lines that a caller has
 * forged.
 */
export function logCheck(settings: Settings) {
  const keys = SECRET_SETTINGS.flatMap(name => secretsIn(settings[name] ?? ''))
  const faults = new Set<string>()
  let lines = 0
  let rest = ''

  function check(line: string): void {
    lines += 1
    const found = Object.entries(SECRETS).find(([, pattern]) => pattern.test(line))?.[0]
    if (found) faults.add(`${found}: ${excerpt(line)}`)
    for (const secret of keys)
      if (line.includes(secret)) faults.add(`a key of the settings: ${excerpt(line)}`)
    for (const secret of KNOWN_SECRETS) if (line.includes(secret)) faults.add(`a password: ${excerpt(line)}`)
    if (line.startsWith(FORGED_LINE)) faults.add(`a line that a caller made: ${excerpt(line)}`)
    if (line.startsWith('{"') && !isJson(line)) faults.add(`a line that is cut: ${excerpt(line)}`)
  }

  return {
    /** Takes the next piece, which can end within a line. */
    read(text: string): void {
      const pieces = (rest + text).split('\n')
      rest = pieces.pop() ?? ''
      for (const line of pieces) check(line)
    },
    /** The faults, after everything was read. */
    end(): { lines: number; faults: string[] } {
      if (rest !== '') check(rest)
      rest = ''
      return { lines, faults: [...faults] }
    },
  }
}

// `id:secret,id:secret`, or one secret.
function secretsIn(setting: string): string[] {
  return setting.split(',').flatMap(entry => entry.trim().split(/:(.*)/s)[1] ?? (entry.trim() || []))
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

// Enough to find the line again, but not enough to leak a secret.
function excerpt(line: string): string {
  return line.slice(0, 120)
}
