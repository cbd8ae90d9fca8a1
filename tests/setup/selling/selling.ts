import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { inject } from 'vitest'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { type Guest, newGuest } from '../faults/container.ts'
import { expectOk } from '../people/people.ts'
import { askPayments, payCheckout } from '../platform/payments-server.ts'

/** A partner whom Stripe pays, and the account there. */
export interface Seller extends Guest {
  acct: string
}

/** What these tests sell if they do not say otherwise. */
export const PRICE = { amount: 499, currency: 'USD' }
export const RETURN_URL = 'http://localhost:4000/purchases'

export function termsVersion(): string {
  return inject('settings')['TERMS_VERSION'] ?? ''
}

/** A partner with an account at the payments server that can be paid. Open a container first. */
export async function newSeller(): Promise<Seller> {
  const partner = await newGuest('partner')
  return { ...partner, acct: await makePayable(partner.id) }
}

/** Gives a partner an account at the payments server that can be paid. */
export async function makePayable(partnerId: string): Promise<string> {
  const acct = await newAccount(partnerId)
  const now = new Date()
  await PayoutAccountModel.create({
    _id: new mongoose.Types.ObjectId(partnerId),
    acct,
    country: 'US',
    entityType: 'individual',
    status: 'active',
    checkedAt: now,
    createdAt: now,
  })
  await PartnerModel.updateOne({ _id: partnerId }, { $set: { payable: true } })
  return acct
}

async function newAccount(partner: string): Promise<string> {
  const answer = await fetch(`${inject('paymentsUrl')}/v2/core/accounts`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${inject('settings')['STRIPE_SECRET_KEY']}`,
      'stripe-version': '2026-10-28.endive',
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      contact_email: `${partner}@example.com`,
      display_name: 'A partner',
      dashboard: 'express',
      identity: { country: 'us', entity_type: 'individual' },
      configuration: {
        recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
      },
      defaults: {
        currency: 'usd',
        responsibilities: { fees_collector: 'application', losses_collector: 'application' },
      },
      metadata: { partner },
    }),
  })
  const { id }: { id: string } = JSON.parse(await answer.text())
  await askPayments('accounts', { account: id, status: 'active' })
  return id
}

/** A public reel with a price. Its video does not exist. */
export async function newSoldReel(partnerId: string, price = PRICE): Promise<string> {
  const reelId = new mongoose.Types.ObjectId().toHexString()
  const path = `${newUploadFolder(partnerId, reelId)}/video.mp4`
  const video = { fileId: reelId, path, durationSeconds: 40, width: 360, height: 640, sizeBytes: 1_000 }
  // So that what Stripe is asked for can be told from what it is asked for another reel.
  await createReadyReel(reelId, partnerId, { title: `Ocean waves ${reelId}`, price }, video)
  return reelId
}

/** Opens a checkout, as the typed client answers. */
export function openCheckout(buyer: Guest, reelId: string, price = PRICE) {
  return buyer.api.buyReel({
    params: { reelId },
    body: { price, returnUrl: RETURN_URL, termsVersion: termsVersion() },
  })
}

/** The id of the session in the address of its page. */
export function sessionOf(url: string | undefined): string {
  return /cs_test_\w+/.exec(url ?? '')?.[0] ?? ''
}

/** Buys a reel and pays for it. Nothing has been heard of it yet. */
export async function pay(
  buyer: Guest,
  reelId: string,
  options: Parameters<typeof payCheckout>[1] & { price?: typeof PRICE } = {},
) {
  const { price, ...paying } = options
  const { purchase } = expectOk(await openCheckout(buyer, reelId, price))
  const session = sessionOf(purchase.checkout?.url)
  const paid = await payCheckout(session, paying)
  return { id: purchase.id, session, paid }
}
