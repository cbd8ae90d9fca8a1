import mongoose from 'mongoose'
import { expectOk, newPartner, type Person } from '../people/people.ts'
import { askPayments, askStripe } from '../platform/payments-server.ts'

/** Confirms the email address of a partner, as the link in a mail does. */
export async function confirmEmail(db: mongoose.mongo.Db, partner: Pick<Person, 'id'>): Promise<void> {
  const _id = new mongoose.mongo.ObjectId(partner.id)
  await db.collection('partners').updateOne({ _id }, { $set: { emailVerified: true } })
}

/** A partner with an account at Stripe. */
export interface Seller extends Person {
  acct: string
}

/** A partner who has begun to get paid, and has filled in nothing yet. */
export async function newSellerToBe(db: mongoose.mongo.Db): Promise<Seller> {
  const partner = await newPartner()
  await confirmEmail(db, partner)
  expectOk(await partner.api.createPayoutAccount({ body: { country: 'US', entityType: 'individual' } }))
  return { ...partner, acct: await acctOf(db, partner) }
}

/** The id of the account of a partner at Stripe. */
async function acctOf(db: mongoose.mongo.Db, { id }: Pick<Person, 'id'>): Promise<string> {
  const _id = new mongoose.mongo.ObjectId(id)
  const account = await db.collection('payoutAccounts').findOne({ _id })
  return String(account?.['acct'])
}

/** Sends money from the platform to the account of a partner. Gives the id of the transfer. */
export async function giveMoney(db: mongoose.mongo.Db, partner: Pick<Person, 'id'>, amount: number) {
  await askPayments('accounts', { account: await acctOf(db, partner), status: 'active' })
  // Other tests refund and dispute from the same balance.
  await askPayments('topup', { amount: amount + 1_000_000 })
  const destination = await acctOf(db, partner)
  const body = new URLSearchParams({ amount: String(amount), currency: 'usd', destination })
  const transfer = await askStripe('/v1/transfers', { method: 'POST', body })
  return String(transfer['id'])
}

/** Pays out all that a partner has. */
export async function payOut(db: mongoose.mongo.Db, partner: Pick<Person, 'id'>): Promise<void> {
  await askPayments('payouts', { account: await acctOf(db, partner) })
}

/** A partner who is paid, so that reels can be bought. */
export async function newSeller(db: mongoose.mongo.Db): Promise<Seller> {
  const seller = await newSellerToBe(db)
  await setAccountStatus(seller, 'active')
  await lookAgain(db, seller)
  return seller
}

/** Makes Stripe say something else about an account. */
export async function setAccountStatus({ acct }: Seller, status: string): Promise<void> {
  await askPayments('accounts', { account: acct, status })
}

/** Has the API ask Stripe about the account of a seller, however fresh its last answer is. */
export async function lookAgain(db: mongoose.mongo.Db, seller: Seller): Promise<string> {
  const _id = new mongoose.mongo.ObjectId(seller.id)
  await db.collection('payoutAccounts').updateOne({ _id }, { $set: { checkedAt: new Date(0) } })
  return expectOk(await seller.api.getPayoutAccount()).payoutAccount.status
}
