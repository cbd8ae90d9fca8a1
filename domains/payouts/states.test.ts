import { describe, expect, it } from 'vitest'
import { requirementsOf, stateOf } from './states.ts'

type Account = Parameters<typeof stateOf>[0]
type Transfers = NonNullable<
  NonNullable<
    NonNullable<NonNullable<Account['configuration']>['recipient']>['capabilities']
  >['stripe_balance']
>['stripe_transfers']
type Detail = NonNullable<Transfers>['status_details'][number]['code']
type Entry = NonNullable<NonNullable<Account['requirements']>['entries']>[number]

const detail = (code: Detail) => ({ code, resolution: 'provide_info' as const })

function accountWith(
  status: NonNullable<Transfers>['status'],
  details: Detail[] = [],
  entries: Entry[] = [],
): Account {
  const stripe_transfers = { status, status_details: details.map(detail) }
  return {
    configuration: { recipient: { applied: true, capabilities: { stripe_balance: { stripe_transfers } } } },
    requirements: { entries },
  }
}

function entry(
  description: string,
  status: 'currently_due' | 'eventually_due' = 'currently_due',
  from: 'user' | 'stripe' = 'user',
): Entry {
  return {
    awaiting_action_from: from,
    description,
    errors: [],
    impact: {},
    minimum_deadline: { status },
    requested_reasons: [{ code: 'routine_onboarding' }],
  }
}

const BANK = entry('configuration.recipient.default_outbound_destination')

describe('the state of an account', () => {
  it.each([
    ['active', accountWith('active'), false, 'active'],
    ['being checked', accountWith('pending', ['determining_status']), false, 'pending'],
    [
      'filled in, and being checked',
      accountWith('restricted', ['requirements_pending_verification']),
      false,
      'pending',
    ],
    ['new', accountWith('restricted', ['requirements_past_due'], [BANK]), false, 'incomplete'],
    [
      'asked for more after it was active',
      accountWith('restricted', ['requirements_past_due'], [BANK]),
      true,
      'restricted',
    ],
    ['restricted by Stripe', accountWith('restricted', ['restricted_other']), false, 'restricted'],
    ['rejected', accountWith('rejected', ['rejected_fraud']), true, 'rejected'],
    [
      'of a kind that Stripe does not pay',
      accountWith('unsupported', ['unsupported_business']),
      false,
      'rejected',
    ],
    ['closed', { ...accountWith('active'), closed: true }, true, 'closed'],
    ['without an answer about transfers', {}, false, 'incomplete'],
  ] as const)('[75] is said of one that is %s', (_, account, wasActive, state) => {
    expect(stateOf(account, wasActive)).toBe(state)
  })
})

describe('what Stripe asks for', () => {
  it('is in words, without what Stripe checks itself', () => {
    const account = accountWith(
      'restricted',
      [],
      [
        BANK,
        entry('identity.individual.date_of_birth'),
        entry('identity.attestations.terms_of_service.account'),
        entry('identity.individual.favourite_colour', 'eventually_due'),
        entry('identity.individual.documents.primary_verification', 'currently_due', 'stripe'),
      ],
    )
    expect(requirementsOf(account)).toEqual([
      { description: 'Bank account', dueAt: null },
      { description: 'Date of birth', dueAt: null },
      { description: 'Terms of Stripe', dueAt: null },
      { description: 'Favourite colour', dueAt: null },
    ])
  })

  it('is due when Stripe says, unless it is only asked for later', () => {
    const time = '2026-12-01T00:00:00.000Z'
    const account: Account = {
      requirements: {
        entries: [BANK, entry('identity.individual.phone', 'eventually_due')],
        summary: { minimum_deadline: { status: 'currently_due', time } },
      },
    }
    expect(requirementsOf(account).map(({ dueAt }) => dueAt)).toEqual([new Date(time), null])
  })
})
