import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A mail that was sent on this machine. */
export interface ReceivedMail {
  id: string
  /** RFC 3339, UTC. */
  receivedAt: string
  from: string
  to: string[]
  subject: string
  text: string
  /** Null if it came as plain text only. */
  html: string | null
}

export interface Mails {
  /** Latest first; only those to an address if one is given. */
  list(to?: string): ReceivedMail[]
  find(id: string): ReceivedMail | undefined
  receive(mail: Omit<ReceivedMail, 'id' | 'receivedAt'>): ReceivedMail
}

/** The mails in a file, one JSON object a line. A new one is appended to it. */
export function openMails(file: string): Mails {
  mkdirSync(dirname(file), { recursive: true })
  const mails = read(file)
  return {
    list: to => mails.filter(mail => to === undefined || mail.to.includes(to)).reverse(),
    find: id => mails.find(mail => mail.id === id),
    receive(received) {
      const mail = { id: randomUUID(), receivedAt: new Date().toISOString(), ...received }
      mails.push(mail)
      appendFileSync(file, `${JSON.stringify(mail)}\n`)
      return mail
    },
  }
}

function read(file: string): ReceivedMail[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    // A line without an end was being written when the process died.
    return lines.flatMap(line => (line.endsWith('}') ? [{ html: null, ...JSON.parse(line) }] : []))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
