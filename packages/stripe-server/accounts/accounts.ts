import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import { type Account, type CapabilityStatus, PLATFORM } from '../storage/objects.ts'
import { isCountry } from './countries.ts'

const capabilities = z.strictObject({
  stripe_balance: z.strictObject({ stripe_transfers: z.strictObject({ requested: z.boolean() }) }),
})

const INCLUDES = [
  'configuration.customer',
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
] as const

export const include = z.array(z.enum(INCLUDES)).optional()

const metadata = z.record(z.string().max(40), z.string().max(500))

/** The body of `POST /v2/core/accounts`. */
export const NewAccount = z.strictObject({
  contact_email: z.email().optional(),
  display_name: z.string().max(100).optional(),
  dashboard: z.enum(['express', 'full', 'none']).optional(),
  identity: z
    .strictObject({
      country: z.string().optional(),
      entity_type: z.enum(['company', 'government_entity', 'individual', 'non_profit']).optional(),
    })
    .optional(),
  configuration: z.strictObject({ recipient: z.strictObject({ capabilities }) }),
  defaults: z
    .strictObject({
      currency: z.string().optional(),
      locales: z.array(z.string()).optional(),
      responsibilities: z
        .strictObject({
          fees_collector: z.enum(['application', 'stripe']),
          losses_collector: z.enum(['application', 'stripe']),
        })
        .optional(),
    })
    .optional(),
  metadata: metadata.optional(),
  include,
})

/** The body of `POST /v2/core/accounts/{id}`. */
export const AccountChange = z.strictObject({
  contact_email: z.email().optional(),
  display_name: z.string().max(100).optional(),
  metadata: z.record(z.string().max(40), z.string().max(500).nullable()).optional(),
  include,
})

export function createAccount(given: z.infer<typeof NewAccount>, context: Context): Account {
  const { identity = {}, defaults = {}, dashboard = 'full' } = given
  const country = identity.country?.toLowerCase() ?? 'us'
  if (!isCountry(country)) {
    throw invalid(`${country} is not currently supported by Stripe.`, { param: 'identity.country' })
  }
  const { fees_collector = 'stripe', losses_collector = 'stripe' } = defaults.responsibilities ?? {}
  if (dashboard === 'express' && (fees_collector !== 'application' || losses_collector !== 'application')) {
    throw invalid(
      'An account with the dashboard `express` needs the application to collect fees and losses.',
      {
        param: 'defaults.responsibilities',
      },
    )
  }
  const account: Account = {
    id: newId('acct'),
    object: 'v2.core.account',
    created: context.clock.seconds(),
    closed: false,
    contactEmail: given.contact_email ?? null,
    displayName: given.display_name ?? null,
    dashboard,
    country,
    entityType: identity.entity_type ?? null,
    currency: defaults.currency?.toLowerCase() ?? null,
    status: 'restricted',
    missing: missingAtFirst(identity.entity_type),
    bankAccount: null,
    payoutsAreManual: false,
    metadata: given.metadata ?? {},
    internal: undefined,
  }
  context.records.save(account, PLATFORM)
  context.events.recordThin('v2.core.account.created', account.id)
  return account
}

export function updateAccount(id: string, given: z.infer<typeof AccountChange>, context: Context): Account {
  const account = accountOf(id, context)
  const changed = {
    ...account,
    contactEmail: given.contact_email ?? account.contactEmail,
    displayName: given.display_name ?? account.displayName,
    metadata: Object.fromEntries(
      Object.entries({ ...account.metadata, ...given.metadata }).flatMap(([key, value]) =>
        value === null ? [] : [[key, value]],
      ),
    ),
  }
  context.records.save(changed, PLATFORM)
  context.events.recordThin('v2.core.account.updated', id)
  return changed
}

export function closeAccount(id: string, context: Context): Account {
  const account = accountOf(id, context)
  const balances = context.records.balances(id, context.clock.seconds())
  if (balances.some(({ available, pending }) => available + pending !== 0)) {
    throw invalid('An account can only be closed when all of its balances are zero.')
  }
  const closed: Account = { ...account, closed: true, status: 'unsupported', missing: [] }
  context.records.save(closed, PLATFORM)
  context.events.recordThin('v2.core.account.closed', id)
  return closed
}

/** @throws Refusal if there is no such account */
export function accountOf(id: string, { records }: Context): Account {
  const account = records.get('v2.core.account', id)
  if (account === null) throw missing('account', id, 'account')
  return account
}

/** Sets whether an account can be paid, and tells the platform. */
export function setStatus(
  id: string,
  status: CapabilityStatus,
  changes: Partial<Pick<Account, 'missing' | 'bankAccount' | 'closed'>>,
  context: Context,
): Account {
  const account = accountOf(id, context)
  const changed: Account = { ...account, ...changes, status }
  context.records.save(changed, PLATFORM)
  if (changed.missing.join() !== account.missing.join()) {
    context.events.recordThin('v2.core.account[requirements].updated', id)
  }
  if (status !== account.status) {
    context.events.recordThin('v2.core.account[configuration.recipient].capability_status_updated', id)
  }
  if (changed.closed && !account.closed) context.events.recordThin('v2.core.account.closed', id)
  return changed
}

export function missingAtFirst(entityType: Account['entityType'] | undefined): string[] {
  const who =
    entityType === 'company'
      ? ['identity.business_details.registered_name', 'identity.business_details.address']
      : ['identity.individual.given_name', 'identity.individual.date_of_birth', 'identity.individual.address']
  return [...who, 'configuration.recipient.default_outbound_destination']
}
