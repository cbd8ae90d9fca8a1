import { startPaymentsServer } from '@reels/stripe-server'
import type mongoose from 'mongoose'
import { openPayoutAccount } from '#domains/payouts/account.ts'
import { readSettings } from '#local/settings.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'

/** The payments server instead of Stripe, and the settings for it. */
export async function startPayments() {
  const { STRIPE_SECRET_KEY: secretKey = '' } = readSettings(process.cwd(), {})
  const payments = await startPaymentsServer({
    ...{ port: 0, host: 'localhost', dataDir: ':memory:' },
    ...{ secretKey, controls: true },
  })
  return {
    settings: { STRIPE_API_URL: payments.url },
    close: payments.close,

    /** Lets the reels of all partners be bought. The settings must be those of this process. */
    async letAllSell(db: mongoose.mongo.Db): Promise<void> {
      const partners = db.collection('partners')
      await partners.updateMany({}, { $set: { emailVerified: true } })
      const [first, ...others] = await partners.find().toArray()
      if (!first) throw new Error('There are no partners')
      await connectDatabase()
      const viewer = { id: String(first._id), role: 'partner', sessionId: '' } as const
      const opened = await openPayoutAccount(viewer, { country: 'US', entityType: 'individual' })
      await disconnectDatabase()
      if (isRefusal(opened)) throw new Error(`A partner cannot be paid: ${opened.refused}`)
      const accounts = db.collection('payoutAccounts')
      await accounts.updateOne({ _id: first._id }, { $set: { status: 'active' } })
      const account = await accounts.findOne({ _id: first._id })
      const body = JSON.stringify({ account: account?.['acct'], status: 'active' })
      const answer = await fetch(`${payments.url}/_accounts`, { method: 'POST', body })
      if (!answer.ok) throw new Error(`The payments server answers ${answer.status}`)
      // One account is enough: what is measured ends before anything is paid.
      await accounts.insertMany(others.map(({ _id }) => ({ ...account, _id })))
    },
  }
}
