import type { Stripe } from 'stripe'
import type { Purchase } from '#domains/purchases/model.ts'
import { reachStripe } from '#domains/purchases/reaching-stripe.ts'
import { type StripeCommand, StripeCommandModel } from '#domains/purchases/stripe-command-model.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { Outage } from '#shared/runtime/outage.ts'
import { stripeRefusal } from '#shared/runtime/stripe.ts'

/** Longer than an attempt takes: until then, the one that has claimed a command is carrying it out. */
const CLAIM_MILLISECONDS = 30 * 1_000
const LONGEST_PAUSE = 60 * 60 * 1_000
/** Stripe forgets keys after a day: from then on, a repetition would be done again. */
const KEY_MILLISECONDS = 20 * 60 * 60 * 1_000

/** Carries out what is due of one purchase. Gives whether anything was, so that Stripe must be asked again. */
export async function carryOutCommandsOf(purchase: Purchase['_id']): Promise<boolean> {
  let wasDone = false
  for (;;) {
    const command = await claim({ purchase, notBefore: { $lte: new Date() } })
    if (!command) return wasDone
    wasDone = (await carryOut(command)) || wasDone
  }
}

/** The purchases for which something is due, longest first. */
export async function purchasesWithDueCommands(now: Date, atMost: number): Promise<Purchase['_id'][]> {
  const due = await StripeCommandModel.find({ state: 'due', notBefore: { $lte: now } }, { purchase: 1 })
    .sort({ notBefore: 1 })
    .limit(atMost)
    .lean<Pick<StripeCommand, 'purchase'>[]>()
  return [...new Map(due.map(({ purchase }) => [String(purchase), purchase])).values()]
}

// Two that carry out the same thing at once would get in each other's way at Stripe.
function claim(filter: {
  purchase: Purchase['_id']
  notBefore: { $lte: Date }
}): Promise<StripeCommand | null> {
  return StripeCommandModel.findOneAndUpdate(
    { ...filter, state: 'due' },
    { $set: { notBefore: new Date(Date.now() + CLAIM_MILLISECONDS) }, $inc: { attempts: 1 } },
    { sort: { notBefore: 1 }, returnDocument: 'after' },
  ).lean<StripeCommand>()
}

/** Gives whether it is over, done or refused. Otherwise it is due again after a growing pause. */
async function carryOut(command: StripeCommand): Promise<boolean> {
  const { _id, what } = command
  try {
    if (!(await wasMade(command))) {
      const made = await reachStripe(stripe => send(stripe, command))
      if (typeof made.id !== 'string') throw new Outage('payments', new Error('Stripe has answered nonsense'))
    }
    await StripeCommandModel.updateOne({ _id }, { $set: { state: 'done', error: null } })
    return true
  } catch (error) {
    const refusal = stripeRefusal(error)
    if (!refusal && !(error instanceof Outage)) throw error
    if (!refusal) {
      await postpone(command)
      log().warn('Stripe does not answer, and is asked again later', { command: _id })
      return false
    }
    await StripeCommandModel.updateOne({ _id }, { $set: { state: 'refused', error: refusal.message } })
    // A checkout that is paid or over cannot be closed, and need not be.
    if (what !== 'expire') {
      count('StripeRefusals')
      log().error('Stripe has refused what we owe it', { command: _id, code: refusal.code })
    }
    return true
  }
}

async function send(stripe: Stripe, command: StripeCommand): Promise<{ id: string }> {
  const { _id, what, object, amount, fee, currency, reverses } = command
  const metadata = { command: _id }
  // [55 fixed-key] What was done although no answer came is not done twice.
  const options = { idempotencyKey: _id }
  switch (what) {
    case 'expire':
      return stripe.checkout.sessions.expire(object, {}, options)
    case 'refund':
      return stripe.refunds.create(
        {
          payment_intent: object,
          ...(amount !== null && { amount }),
          ...(reverses && { reverse_transfer: true }),
          // With no fee, Stripe refuses to give it back.
          ...(reverses && fee && { refund_application_fee: true }),
          metadata,
        },
        options,
      )
    case 'reverse':
      return stripe.transfers.createReversal(
        object,
        { ...(amount !== null && { amount }), ...(fee && { refund_application_fee: true }), metadata },
        options,
      )
    case 'return':
      return stripe.transfers.create(
        {
          amount: amount ?? 0,
          currency: currency.toLowerCase(),
          destination: object,
          transfer_group: String(command.purchase),
          metadata: { ...metadata, fee: String(fee ?? 0) },
        },
        options,
      )
  }
}

/** Was a transfer made in an attempt that is so old that Stripe has forgotten its key? The others cannot be made twice. */
async function wasMade({ _id, what, purchase, attempts, createdAt }: StripeCommand): Promise<boolean> {
  if (what !== 'return' || attempts === 1 || Date.now() - createdAt.getTime() < KEY_MILLISECONDS) return false
  const made = await reachStripe(stripe => stripe.transfers.list({ transfer_group: String(purchase) }))
  return made.data.some(({ metadata }) => metadata['command'] === _id)
}

async function postpone({ _id, attempts }: StripeCommand): Promise<void> {
  const pause = Math.min(LONGEST_PAUSE, 15_000 * 2 ** attempts)
  await StripeCommandModel.updateOne(
    { _id },
    { $set: { notBefore: new Date(Date.now() + pause), error: 'Stripe does not answer' } },
  )
}
