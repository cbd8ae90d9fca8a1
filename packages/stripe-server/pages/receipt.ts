import { html } from 'hono/html'
import { moneyText } from '../money/currencies.ts'
import type { Context } from '../protocol/context.ts'
import { layout, pageResponse } from './layout.ts'
import { notFound } from './pay.ts'

/** `GET /receipts/{charge}`: what the `receipt_url` of a charge leads to. */
export function receiptPage(id: string, { records }: Context): Promise<Response> {
  const charge = records.get('charge', id)
  if (charge === null || charge.status !== 'succeeded') return notFound()
  const { amount, amount_refunded, currency, created, payment_method_details, description } = charge
  const card = payment_method_details?.card
  const page = layout(
    'Receipt',
    html`<section class="card">
<h1>Receipt</h1>
<p class="amount">${moneyText(amount, currency)}</p>
<p>${description ?? 'Your order'}, paid on ${new Date(created * 1000).toISOString().slice(0, 10)}
${card === undefined ? '' : html`with the card that ends in ${card.last4}`}</p>
${amount_refunded > 0 ? html`<p>Refunded: ${moneyText(amount_refunded, currency)}</p>` : ''}
</section>`,
  )
  return pageResponse(page)
}
