import { randomBytes } from 'node:crypto'
import { issueTicket, type Ticket } from '#domains/tickets/ticket.ts'
import { countViews } from '#functions/jobs/count-views.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { callInProcess } from '../gateway/in-process.ts'
import { newAddress } from '../people/addresses.ts'

/** What a browser calls itself. */
export const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'

/** Who sends beacons, as the network shows it. */
export interface Sender {
  sourceIp?: string
  userAgent?: string
  headers?: Record<string, string>
}

export interface Told {
  ticket: string
  play: string
  watched: number[][]
  ended?: boolean
}

/** A ticket that was given some seconds ago. */
export function ticketOf(reel: string, change: Partial<Ticket> = {}, secondsAgo = 60): string {
  const shownAt = new Date(Date.now() - secondsAgo * 1_000)
  return issueTicket({ reel, account: null, shownAt, durationSeconds: 60, place: 'feed', ...change })
}

export function newPlay(): string {
  return randomBytes(16).toString('hex')
}

/** Sends beacons as a player does. Gives the status of the answer. */
export async function tell(views: readonly Told[], sender: Sender = {}): Promise<number> {
  const { sourceIp = newAddress(), userAgent = BROWSER, headers } = sender
  const answer = await callInProcess(
    'http://in-process/views',
    {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'user-agent': userAgent, ...headers },
      body: JSON.stringify({ views: views.map(view => ({ ended: false, ...view })) }),
    },
    { sourceIp },
  )
  return answer.statusCode
}

/** What the job finds now is counted. */
export async function countNow(): Promise<void> {
  await runJob(countViews)
}

/** Tells that a reel was shared. Gives the status of the answer. */
export async function share(reel: string, ticket: string, sender: Sender = {}): Promise<number> {
  const { sourceIp = newAddress(), userAgent = BROWSER } = sender
  const answer = await callInProcess(
    `http://in-process/reels/${reel}/shares`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent },
      body: JSON.stringify({ ticket }),
    },
    { sourceIp },
  )
  return answer.statusCode
}
