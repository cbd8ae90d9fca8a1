import { html } from 'hono/html'
import { accountOf, missingAtFirst, setStatus } from '../accounts/accounts.ts'
import { newVisit, takeLink } from '../accounts/links.ts'
import { moneyText } from '../money/currencies.ts'
import type { Context } from '../protocol/context.ts'
import type { Link } from '../storage/objects.ts'
import { layout, pageResponse, redirect } from './layout.ts'
import { notFound } from './pay.ts'

const WORKING_BANK = '000123456789'

/** `GET /setup/{account}/{link}`: opens a link once, and leads on to the form. */
export function openSetup(account: string, id: string, context: Context): Response | Promise<Response> {
  const { records } = context
  const known = records.get('link', id)
  if (known === null || known.account !== account || known.kind !== 'onboarding') return notFound()
  const visit = records.transaction(() => {
    const link = takeLink(id, 'onboarding', context)
    return link === null ? null : newVisit(link, context)
  })
  return redirect(visit === null ? known.refreshUrl : `${context.url}/setup/${account}/form/${visit.id}`)
}

/** `GET /setup/{account}/form/{visit}` */
export function setupPage(account: string, id: string, context: Context): Response | Promise<Response> {
  const visit = visitOf(account, id, context)
  return visit === null ? notFound() : formPage(visit, null, context)
}

/** What the partner has sent with that form. */
export function setUp(
  account: string,
  id: string,
  form: URLSearchParams,
  context: Context,
): Response | Promise<Response> {
  const visit = visitOf(account, id, context)
  if (visit === null) return notFound()
  const { records } = context
  const { entityType } = accountOf(account, context)
  const bank = (form.get('bank') ?? '').replace(/\D/g, '')
  switch (form.get('answer')) {
    case 'later':
      records.transaction(() =>
        setStatus(account, 'restricted', { missing: missingAtFirst(entityType).slice(-1) }, context),
      )
      break
    case 'review':
      records.transaction(() =>
        setStatus(account, 'pending', { missing: [], bankAccount: bank || WORKING_BANK }, context),
      )
      break
    default:
      if ((form.get('name') ?? '').trim() === '') return formPage(visit, 'Your name is missing.', context)
      if (!/^\d{6,17}$/.test(bank)) return formPage(visit, 'The account number is not valid.', context)
      records.transaction(() => setStatus(account, 'active', { missing: [], bankAccount: bank }, context))
  }
  return redirect(visit.returnUrl)
}

function visitOf(account: string, id: string, { records, clock }: Context): Link | null {
  const visit = records.get('link', id)
  const isOpen =
    visit?.kind === 'onboarding-visit' && visit.account === account && visit.expiresAt > clock.seconds()
  return isOpen ? visit : null
}

function formPage(visit: Link, fault: string | null, context: Context): Promise<Response> {
  const account = accountOf(visit.account, context)
  const page = layout(
    'Get paid',
    html`<section>
<p><a href="${visit.returnUrl}">‹ Back</a></p>
<h1>Get paid</h1>
<p class="muted">${account.displayName ?? account.contactEmail ?? account.id} sells through this platform. Say who you are, and where your
money goes.</p>
</section>
<form method="post" class="card">
${fault === null ? '' : html`<p class="wrong" role="alert">${fault}</p>`}
<label>${account.entityType === 'company' ? 'Name of the company' : 'Your full name'}
<input name="name" autocomplete="name" required></label>
<label>Number of your bank account
<input name="bank" inputmode="numeric" required value="${WORKING_BANK}"></label>
<button name="answer" value="complete">Submit</button>
<button class="second" name="answer" value="review" formnovalidate>Submit, and wait for a review</button>
<button class="second" name="answer" value="later" formnovalidate>Save, and finish later</button>
<details>
<summary>Test bank accounts</summary>
<ul class="items">
<li><span>000123456789</span><span>payouts arrive</span></li>
<li><span>000111111116</span><span>there is no such account</span></li>
<li><span>000111111113</span><span>the account is closed</span></li>
</ul>
</details>
</form>`,
  )
  return pageResponse(page, { leadsTo: [visit.returnUrl] })
}

/** `GET /express/{account}/{link}`: the dashboard of a partner. */
export function dashboardPage(account: string, id: string, context: Context): Response | Promise<Response> {
  const { records, clock } = context
  const link = records.transaction(() => takeLink(id, 'dashboard', context))
  if (link === null || link.account !== account) return notFound()
  const balances = records.balances(account, clock.seconds())
  const payouts = records.list('payout', account).slice(0, 20)
  const page = layout(
    'Your payouts',
    html`<section class="card">
<h1>Your balance</h1>
${
  balances.length === 0
    ? html`<p>You have not been paid anything yet.</p>`
    : html`<table><thead><tr><th scope="col">Available</th><th scope="col">On its way</th></tr></thead>
<tbody>${balances.map(
        ({ available, pending, currency }) =>
          html`<tr><td>${moneyText(available, currency)}</td><td>${moneyText(pending, currency)}</td></tr>`,
      )}</tbody></table>`
}
</section>
<section class="card">
<h2>Payouts</h2>
${
  payouts.length === 0
    ? html`<p>There are none yet.</p>`
    : html`<table><thead><tr><th scope="col">Arrives</th><th scope="col">State</th><th scope="col">Amount</th></tr></thead>
<tbody>${payouts.map(
        ({ arrival_date, status, amount, currency }) =>
          html`<tr><td>${new Date(arrival_date * 1000).toISOString().slice(0, 10)}</td><td>${status.replace('_', ' ')}</td><td>${moneyText(amount, currency)}</td></tr>`,
      )}</tbody></table>`
}
</section>`,
  )
  return pageResponse(page)
}
