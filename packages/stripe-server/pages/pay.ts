import { html } from 'hono/html'
import { effectOf } from '../checkout/cards.ts'
import { payByBank } from '../checkout/debits.ts'
import { answerChallenge, type Paying, payByCard } from '../checkout/paying.ts'
import { moneyText } from '../money/currencies.ts'
import type { Context } from '../protocol/context.ts'
import type { PaymentIntent, Session } from '../storage/objects.ts'
import { layout, pageResponse, redirect } from './layout.ts'

/** Cards that the page offers beside the form, so that nobody has to type. */
const OFFERED = [
  ['4242424242424242', 'succeeds'],
  ['4000002500003155', 'asks for 3-D Secure'],
  ['4000000000000002', 'is declined'],
  ['4000000000009995', 'has insufficient funds'],
  ['4000000000000259', 'is disputed at once'],
] as const

interface Given {
  email: string
  name: string
  card: string
  expiry: string
  cvc: string
}

const NOTHING: Given = { email: '', name: '', card: '', expiry: '', cvc: '' }

/** `GET /c/pay/{session}`: the page that the buyer pays at. */
export function payPage(id: string, context: Context): Response | Promise<Response> {
  const session = context.records.get('checkout.session', id)
  if (session === null) return notFound()
  if (session.status !== 'open') return overPage(session)
  return formPage(session, { ...NOTHING, email: session.customer_email ?? '' }, null)
}

/** What the buyer has sent with the form of that page. */
export function pay(id: string, form: URLSearchParams, context: Context): Response | Promise<Response> {
  const { records } = context
  const session = records.get('checkout.session', id)
  if (session === null) return notFound()
  if (session.status !== 'open') return overPage(session)
  const text = (name: string) => (form.get(name) ?? '').trim().slice(0, 200)
  const given: Given = {
    email: text('email') || (session.customer_email ?? ''),
    name: text('name'),
    card: text('card'),
    expiry: text('expiry'),
    cvc: text('cvc'),
  }
  const payer = { email: given.email || null, name: given.name || null }
  if (form.get('method') === 'bank') {
    const paying = records.transaction(() => payByBank(session, payer, context))
    return afterPaying(paying, session, given, context)
  }
  const offered = OFFERED.find(([number]) => number === form.get('offered'))?.[0]
  const card = offered ?? given.card.replace(/[\s-]/g, '')
  const fault = offered === undefined ? faultOf(given, card, context) : null
  if (fault !== null) return formPage(session, given, fault)
  const paying = records.transaction(() => payByCard(session, card, payer, context))
  return afterPaying(paying, session, given, context)
}

/** `GET /c/challenge/{intent}`: where the bank asks the buyer to confirm. */
export function challengePage(id: string, context: Context): Response | Promise<Response> {
  const found = challenged(id, context)
  if (found === null) return notFound()
  const { intent, session } = found
  if (intent.status !== 'requires_action') return redirect(payAddress(session, context))
  const page = layout(
    'Confirm your payment',
    html`<section class="card">
<h1>Confirm your payment</h1>
<p>Your bank asks whether you pay <strong>${moneyText(intent.amount, intent.currency)}</strong> with the card that ends in
${(intent.internal.card ?? '').slice(-4)}. This is a test of 3-D Secure.</p>
<form method="post">
<button name="answer" value="complete">Complete</button>
<button class="second" name="answer" value="fail">Fail</button>
</form>
</section>`,
  )
  return pageResponse(page, { leadsTo: [session.success_url] })
}

export function challenge(id: string, form: URLSearchParams, context: Context): Response | Promise<Response> {
  const found = challenged(id, context)
  if (found === null) return notFound()
  const { intent, session } = found
  const isConfirmed = form.get('answer') === 'complete'
  const paying = context.records.transaction(() => answerChallenge(intent, isConfirmed, context))
  return afterPaying(paying, session, { ...NOTHING, email: session.customer_email ?? '' }, context)
}

function challenged(id: string, { records }: Context): { intent: PaymentIntent; session: Session } | null {
  const intent = records.get('payment_intent', id)
  const session = records.get('checkout.session', intent?.internal.session ?? '')
  return intent === null || session === null ? null : { intent, session }
}

function afterPaying(
  paying: Paying,
  session: Session,
  given: Given,
  context: Context,
): Response | Promise<Response> {
  switch (paying.state) {
    case 'paid':
      return redirect(successAddress(paying.session))
    case 'challenge':
      return redirect(`${context.url}/c/challenge/${paying.intent.id}`)
    case 'declined':
      // A page that is reloaded must not pay again with the same card, so nothing of it is shown.
      return formPage(session, { ...given, card: '', expiry: '', cvc: '' }, paying.error.message)
    case 'over':
      return overPage(paying.session)
  }
}

function successAddress({ success_url, id }: Session): string {
  return success_url.replaceAll('{CHECKOUT_SESSION_ID}', id)
}

function payAddress({ id }: Session, { url }: Context): string {
  return `${url}/c/pay/${id}`
}

/** What is wrong with the fields themselves, in the words of Stripe's page. */
function faultOf({ email, expiry, cvc }: Given, card: string, { clock }: Context): string | null {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'Your email is invalid.'
  if (card === '') return 'Your card number is incomplete.'
  if (effectOf(card).decline?.code === 'incorrect_number') return 'Your card number is invalid.'
  const [, month, year] = /^(\d{1,2})\s*\/\s*(?:20)?(\d{2})$/.exec(expiry) ?? []
  if (month === undefined || Number(month) < 1 || Number(month) > 12) {
    return "Your card's expiration date is incomplete. Write it as MM / YY."
  }
  if (Date.UTC(2000 + Number(year), Number(month)) <= clock.now()) {
    return "Your card's expiration date is in the past."
  }
  if (!/^\d{3,4}$/.test(cvc)) return "Your card's security code is incomplete."
  return null
}

function formPage(session: Session, given: Given, fault: string | null): Promise<Response> {
  const { amount_total, currency, internal, cancel_url, payment_method_types } = session
  const total = moneyText(amount_total, currency)
  const page = layout(
    `Pay ${total}`,
    html`<section>
${cancel_url === null ? '' : html`<p><a href="${cancel_url}">‹ Back</a></p>`}
<h1>${internal.items[0]?.name ?? 'Your order'}</h1>
<p class="amount">${total}</p>
${
  internal.items.length > 1
    ? html`<ul class="items">${internal.items.map(
        item => html`<li><span>${item.quantity > 1 ? `${item.quantity} × ` : ''}${item.name}</span>
<span>${moneyText(item.unitAmount * item.quantity, currency)}</span></li>`,
      )}</ul>`
    : ''
}
</section>
<form method="post" class="card">
<h2>Pay by card</h2>
${fault === null ? '' : html`<p class="wrong" role="alert" id="fault">${fault}</p>`}
<label>Email <input name="email" type="email" autocomplete="email" required value="${given.email}"></label>
<label>Card number
<input name="card" inputmode="numeric" autocomplete="cc-number" required placeholder="4242 4242 4242 4242" value="${given.card}"></label>
<div class="pair">
<label>Expiry <input name="expiry" inputmode="numeric" autocomplete="cc-exp" required placeholder="MM / YY" value="${given.expiry}"></label>
<label>CVC <input name="cvc" inputmode="numeric" autocomplete="cc-csc" required placeholder="CVC" value="${given.cvc}"></label>
</div>
<label>Name on the card <input name="name" autocomplete="cc-name" value="${given.name}"></label>
<button>Pay ${total}</button>
${
  payment_method_types.includes('pay_by_bank')
    ? html`<button class="second" name="method" value="bank" formnovalidate>Pay by bank, slowly</button>`
    : ''
}
<details>
<summary>Test cards</summary>
<p class="muted">Any date in the future and any CVC will do. A card that you choose here pays at once.</p>
<div class="cards">${OFFERED.map(
      ([number, effect]) =>
        html`<button class="second" name="offered" value="${number}" formnovalidate>${grouped(number)} <small>${effect}</small></button>`,
    )}</div>
</details>
</form>`,
  )
  // A real page of Stripe answers 200 to a card that was declined, too.
  return pageResponse(page, { leadsTo: [session.success_url, cancel_url] })
}

function grouped(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}

function overPage(session: Session): Promise<Response> {
  const isPaid = session.status === 'complete'
  const page = layout(
    isPaid ? 'Paid' : 'This page has expired',
    html`<section class="card">
<h1>${isPaid ? 'You have already paid.' : 'This page has expired.'}</h1>
<p>${isPaid ? 'There is nothing more to do here.' : 'Nothing was charged. Go back and start again.'}</p>
${
  isPaid
    ? html`<a class="button" href="${successAddress(session)}">Continue</a>`
    : session.cancel_url === null
      ? ''
      : html`<a class="button" href="${session.cancel_url}">Go back</a>`
}
</section>`,
  )
  return pageResponse(page, { status: isPaid ? 200 : 410 })
}

export function notFound(): Promise<Response> {
  const page = layout(
    'Not found',
    html`<section class="card"><h1>There is no such page.</h1><p>The address is wrong, or too old.</p></section>`,
  )
  return pageResponse(page, { status: 404 })
}
