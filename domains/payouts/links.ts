import { acctOf } from '#domains/payouts/payable.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { log } from '#shared/runtime/log.ts'
import { reachStripe, stripeRefusal } from '#shared/runtime/stripe.ts'

interface Link {
  url: string
  expiresAt: string | null
}

/**
 * A page of Stripe for the account of a partner. Its address is a secret: it opens the account without a password, once,
 * for a few minutes. It is never stored, and no log has it.
 * @param requestId an id of this request: one that is repeated gets the same link
 * @throws Outage if Stripe does not answer
 */
export async function openPayoutLink(
  partnerId: string,
  { kind, returnUrl }: { kind: 'onboarding' | 'dashboard'; returnUrl: string },
  requestId: string,
) {
  // [64 own-link] The account is that of the partner who asks: none can be named.
  const acct = await acctOf(partnerId)
  if (acct === null) return refuse('NoPayoutAccount')
  try {
    return kind === 'onboarding'
      ? await openOnboarding(acct, returnUrl, requestId)
      : await openDashboard(acct, requestId)
  } catch (error) {
    const refusal = stripeRefusal(error)
    if (!refusal) throw error
    // Without its text, which could repeat what was sent.
    log().warn('Stripe does not open a page of an account', { partnerId, code: refusal.code })
    return refuse('NoPayoutAccount', { detail: 'Stripe does not open this page now.' })
  }
}

async function openOnboarding(account: string, returnUrl: string, requestId: string): Promise<Link> {
  const { url, expires_at } = await reachStripe(stripe =>
    stripe.v2.core.accountLinks.create(
      {
        account,
        use_case: {
          type: 'account_onboarding',
          account_onboarding: {
            return_url: pageAfter(returnUrl, 'returned'),
            // The link was used or has expired: the page asks for a new one.
            refresh_url: pageAfter(returnUrl, 'expired'),
          },
        },
      },
      { idempotencyKey: `link:${requestId}` },
    ),
  )
  return { url, expiresAt: new Date(expires_at).toISOString() }
}

async function openDashboard(acct: string, requestId: string): Promise<Link> {
  const { url } = await reachStripe(stripe =>
    stripe.accounts.createLoginLink(acct, {}, { idempotencyKey: `login:${requestId}` }),
  )
  return { url, expiresAt: null }
}

/** Coming back says nothing about how far somebody got: the page asks for the account. */
function pageAfter(returnUrl: string, onboarding: 'returned' | 'expired'): string {
  const url = new URL(returnUrl)
  url.searchParams.set('onboarding', onboarding)
  return url.href
}
