import type { Stripe } from 'stripe'

/** What becomes of the account of a partner. */
export const PAYOUT_STATES = ['incomplete', 'pending', 'active', 'restricted', 'rejected', 'closed'] as const
export type PayoutState = (typeof PAYOUT_STATES)[number]

type StripeAccount = Pick<Stripe.V2.Core.Account, 'closed' | 'configuration' | 'requirements'>

// While it is only this, the partner has nothing to do.
const CHECKED_BY_STRIPE = new Set(['determining_status', 'requirements_pending_verification'])

/**
 * The state of an account in the words of this API, from what Stripe says about its one capability that we need: to
 * receive transfers.
 * @param wasActive whether it could be paid before: then a gap is a restriction, and not an unfinished form
 */
export function stateOf(account: StripeAccount, wasActive: boolean): PayoutState {
  if (account.closed === true) return 'closed'
  const capability = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
  switch (capability?.status) {
    case 'active':
      return 'active'
    case 'pending':
      return 'pending'
    case 'rejected':
    case 'unsupported':
      return 'rejected'
    case 'restricted':
      break
    default:
      return 'incomplete'
  }
  const { status_details: details } = capability
  if (details.length > 0 && details.every(({ code }) => CHECKED_BY_STRIPE.has(code))) return 'pending'
  return !wasActive && requirementsOf(account).length > 0 ? 'incomplete' : 'restricted'
}

interface Requirement {
  description: string
  dueAt: Date | null
}

/** What Stripe asks the partner for. What it checks itself is left out. */
export function requirementsOf({ requirements }: StripeAccount): Requirement[] {
  const time = requirements?.summary?.minimum_deadline?.time
  const asked = (requirements?.entries ?? []).filter(entry => entry.awaiting_action_from === 'user')
  return asked.map(({ description, minimum_deadline: { status } }) => ({
    description: inWords(description),
    dueAt: time !== undefined && status !== 'eventually_due' ? new Date(time) : null,
  }))
}

/** Stripe names what it asks for by a path, such as `identity.individual.date_of_birth`. */
const IN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/bank_account|outbound_destination|payout_method/, 'Bank account'],
  [/terms_of_service|tos_acceptance/, 'Terms of Stripe'],
  [/document/, 'Identity document'],
  [/date_of_birth|\bdob\b/, 'Date of birth'],
  [/id_numbers?|tax_id|ssn/, 'Tax or identity number'],
  [/representative|\bpersons?\b/, 'Person who represents the company'],
  [/address/, 'Address'],
  [/phone/, 'Phone number'],
  [/email/, 'Email address'],
  [/name/, 'Name'],
  [/website|url|profile/, 'What you sell, and your website'],
]

function inWords(description: string): string {
  const known = IN_WORDS.find(([pattern]) => pattern.test(description))
  if (known) return known[1]
  const last = description.split('.').at(-1) ?? description
  const words = last.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
