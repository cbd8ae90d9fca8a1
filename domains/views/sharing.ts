import mongoose from 'mongoose'
import { isPublicAt } from '#domains/reels/public-at.ts'
import { readReel } from '#domains/reels/stored-reels.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { readTicket } from '#domains/tickets/ticket.ts'
import { noteActivity } from '#domains/trends/activity.ts'
import { isBot } from '#domains/views/bots.ts'
import { dayOfViewer, onceADay, viewerOf } from '#domains/views/viewer.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Caller } from '#shared/contract/viewer.ts'

/** Notes that somebody has shared a reel: once for a viewer, a reel and a day of UTC. */
export async function noteShare(reelId: string, text: string, caller: Caller, now: Date) {
  const reel = await readReel({ _id: reelId })
  if (!reel || !isPublicAt(reel, now)) return refuse('ReelNotFound')
  const ticket = readTicket(text, now)
  if (ticket?.reel !== reelId || isBot(caller.userAgent ?? '')) return null
  // What partners do with their own reels counts nowhere.
  if (ticket.account === String(reel.partner)) return null
  const viewer = await viewerOf(ticket, caller, now)
  const once = onceADay('share', viewer, reelId, dayOfViewer(now).day)
  const isNew = await noteEvent({ kind: 'shares', reel: reelId, at: now, once })
  if (isNew && ticket.account) {
    const account = new mongoose.Types.ObjectId(ticket.account)
    await noteActivity({ reel: reel._id, account, kind: 'share', at: now })
  }
  return null
}
