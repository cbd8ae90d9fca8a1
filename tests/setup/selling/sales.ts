import mongoose from 'mongoose'
import type { Person } from '../people/people.ts'

const { ObjectId } = mongoose.mongo

export interface SaleOptions {
  amount?: number
  currency?: string
  status?: string
  soldAt?: Date | null
  reel?: string
  title?: string
  receiptNumber?: string | null
  refunds?: { id: string; amount: number; status: string; at: Date }[]
}

/** A purchase as it is stored once it is paid, for what only reads purchases. Gives its id. */
export async function storeSale(
  db: mongoose.mongo.Db,
  partner: Pick<Person, 'id'>,
  user: Pick<Person, 'id'>,
  options: SaleOptions = {},
): Promise<string> {
  const { amount = 499, currency = 'USD', status = 'paid', soldAt = new Date() } = options
  const _id = new ObjectId()
  const at = soldAt ?? new Date()
  await db.collection('purchases').insertOne({
    _id,
    user: new ObjectId(user.id),
    reel: new ObjectId(options.reel),
    partner: new ObjectId(partner.id),
    price: { amount, currency },
    feeAmount: 75,
    feeBasisPoints: 1_500,
    payoutAccount: 'acct_test',
    title: options.title ?? 'Morning waves',
    brandName: 'Dune Diaries',
    status,
    returnUrl: 'http://localhost:4000/purchases',
    expiresAt: at,
    session: null,
    openingUntil: null,
    cancelAsked: false,
    paymentIntent: `pi_${_id}`,
    charge: `ch_${_id}`,
    transfer: `tr_${_id}`,
    applicationFee: `fee_${_id}`,
    paid: soldAt && { amount, tax: 0, at: soldAt },
    soldAt,
    refund: null,
    refundedAmount: 0,
    refunds: options.refunds ?? [],
    disputes: [],
    held: null,
    termsVersion: '2026-11',
    receiptNumber: options.receiptNumber === undefined ? `R-${_id}` : options.receiptNumber,
    version: 1,
    checkAt: null,
    createdAt: at,
    updatedAt: at,
  })
  return String(_id)
}

/** What a partner has sold on one day, as it is stored, of some reel unless one is given. */
export async function storeSaleDay(
  db: mongoose.mongo.Db,
  partner: Pick<Person, 'id'>,
  {
    reel = String(new ObjectId()),
    day = '2026-11-22',
    currency = 'USD',
    sales = 1,
    gross = 998,
    refunded = 10,
    disputed = 1,
    fees = 5,
  } = {},
): Promise<void> {
  await db.collection<{ _id: string }>('saleDays').insertOne({
    _id: `${partner.id}:${reel}:${day}:${currency}`,
    partner: new ObjectId(partner.id),
    reel: new ObjectId(reel),
    day,
    currency,
    sales,
    gross,
    refunded,
    disputed,
    fees,
    net: gross - refunded - disputed - fees,
  } as { _id: string })
}
