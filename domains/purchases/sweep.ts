import { bringUpToDate } from '#domains/purchases/checkout.ts'
import { carryOutCommandsOf, purchasesWithDueCommands } from '#domains/purchases/commands.ts'
import { type HandleOther, handleLeftEvents, takeStripeEvent } from '#domains/purchases/events.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import { settle } from '#domains/purchases/settle.ts'
import { StripeEvent } from '#domains/purchases/stripe-event.ts'
import { StripeEventModel } from '#domains/purchases/stripe-event-model.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { Outage } from '#shared/runtime/outage.ts'

const BATCH = 200
/** How many purchases are settled at once. */
const AT_ONCE = 4
const RETRY_MILLISECONDS = 5 * 60 * 1_000
/** How far back events are looked for that Stripe could not deliver, in seconds. */
const UNDELIVERED_SECONDS = 3 * 24 * 60 * 60

/** Does what requests and events have left undone: whatever fails or never arrives is found here. */
export async function sweepPurchases(now: Date, deadline: number, handleOther: HandleOther) {
  const commands = await purchasesWithDueCommands(now, BATCH)
  const owed = await each(commands, deadline, async id => {
    if (await carryOutCommandsOf(id)) await settle(id)
  })
  const events = await handleLeftEvents(now, BATCH, handleOther)
  const due = await readFields(PurchaseModel, { checkAt: { $lte: now } }, [])
    .sort({ checkAt: 1 })
    .limit(BATCH)
  const settled = await each(
    due.map(({ _id }) => _id),
    deadline,
    async id => {
      // If it cannot be settled now, it does not keep the others from being so.
      await PurchaseModel.updateOne(
        { _id: id },
        { $set: { checkAt: new Date(now.getTime() + RETRY_MILLISECONDS) } },
      )
      await bringUpToDate(id)
    },
  )
  return {
    owed: owed.done,
    events: events.handled,
    settled: settled.done,
    failed: owed.failed + settled.failed + events.left,
  }
}

/** Takes the events that Stripe could not deliver. */
export async function takeUndelivered(now: Date, handleOther: HandleOther): Promise<number> {
  const since = Math.floor(now.getTime() / 1_000) - UNDELIVERED_SECONDS
  const list = await reachStripe(stripe =>
    stripe.events.list({ delivery_success: false, created: { gte: since }, limit: 100 }),
  )
  let taken = 0
  for (const raw of list.data) {
    const event = StripeEvent.safeParse(raw)
    if (!event.success || (await StripeEventModel.exists({ _id: raw.id }))) continue
    await takeStripeEvent(event.data, handleOther)
    taken += 1
  }
  return taken
}

/** For how many seconds something was sold of which no event has told; 0 if events arrive. */
export async function silenceOfWebhooks(now: Date): Promise<number> {
  const newest = await readFieldsOfOne(StripeEventModel, {}, ['receivedAt']).sort({ receivedAt: -1 })
  const unheard = { $gt: newest?.receivedAt ?? new Date(0), $lte: now }
  const [first] = await readFields(PurchaseModel, { soldAt: unheard }, ['soldAt'])
    .sort({ soldAt: 1 })
    .limit(1)
  return first?.soldAt ? Math.round((now.getTime() - first.soldAt.getTime()) / 1_000) : 0
}

const DUE_SOON_MILLISECONDS = 3 * 24 * 60 * 60 * 1_000

/** How many purchases have a dispute whose evidence is due soon. */
export function disputesDue(now: Date): Promise<number> {
  const dueBy = { $lte: new Date(now.getTime() + DUE_SOON_MILLISECONDS) }
  const waiting = { $elemMatch: { status: { $in: ['needs_response', 'warning_needs_response'] }, dueBy } }
  // The first of the two is what the index is for.
  return PurchaseModel.countDocuments({ 'disputes.dueBy': dueBy, disputes: waiting })
}

async function each(
  ids: readonly Purchase['_id'][],
  deadline: number,
  work: (id: Purchase['_id']) => Promise<unknown>,
): Promise<{ done: number; failed: number }> {
  const left = [...ids]
  const result = { done: 0, failed: 0 }
  async function worker(): Promise<void> {
    for (let id = left.shift(); id && Date.now() < deadline; id = left.shift()) {
      try {
        await work(id)
        result.done += 1
      } catch (error) {
        result.failed += 1
        const purchaseId = String(id)
        // One that cannot be settled, whatever the reason, must not keep the others from being so.
        if (error instanceof Outage) log().warn('Stripe does not answer about a purchase', { purchaseId })
        else {
          count('InternalErrors')
          log().error('A purchase could not be settled', { purchaseId, error })
        }
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return result
}
