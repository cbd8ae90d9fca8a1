import type { Account } from '../storage/objects.ts'

type Included = readonly string[] | undefined

/** An account as v2 shows it. Only the parts that were asked for are there. */
export function accountView(account: Account, included: Included = []): Record<string, unknown> {
  const { id, object, created, closed, contactEmail, displayName, dashboard, metadata } = account
  return {
    id,
    object,
    applied_configurations: ['recipient'],
    closed,
    ...(included.includes('configuration.recipient') && {
      configuration: { recipient: recipient(account) },
    }),
    ...(contactEmail !== null && { contact_email: contactEmail }),
    created: new Date(created * 1000).toISOString(),
    dashboard,
    ...(included.includes('defaults') && {
      defaults: {
        ...(account.currency !== null && { currency: account.currency }),
        responsibilities: { fees_collector: 'application', losses_collector: 'application' },
      },
    }),
    ...(displayName !== null && { display_name: displayName }),
    ...(included.includes('identity') && {
      identity: {
        country: account.country,
        ...(account.entityType !== null && { entity_type: account.entityType }),
      },
    }),
    livemode: false,
    metadata,
    ...(included.includes('requirements') && { requirements: requirements(account) }),
  }
}

function recipient({ status, missing, closed }: Account) {
  const capability = { status, status_details: detailsOf(status, missing) }
  return {
    applied: !closed,
    capabilities: { stripe_balance: { payouts: capability, stripe_transfers: capability } },
  }
}

function detailsOf(status: Account['status'], missing: readonly string[]) {
  switch (status) {
    case 'active':
      return []
    case 'pending':
      return [{ code: 'determining_status', resolution: 'no_resolution' }]
    case 'restricted':
      return missing.length > 0
        ? [{ code: 'requirements_past_due', resolution: 'provide_info' }]
        : [{ code: 'restricted_other', resolution: 'contact_stripe' }]
    case 'rejected':
      return [{ code: 'rejected_other', resolution: 'contact_stripe' }]
    case 'unsupported':
      return [{ code: 'unsupported_business', resolution: 'no_resolution' }]
  }
}

function requirements({ missing }: Account) {
  return {
    entries: missing.map(description => ({
      awaiting_action_from: 'user',
      description,
      errors: [],
      impact: {
        restricts_capabilities: [
          {
            capability: 'stripe_balance.stripe_transfers',
            configuration: 'recipient',
            deadline: { status: 'currently_due' },
          },
        ],
      },
      minimum_deadline: { status: 'currently_due' },
      requested_reasons: [{ code: 'routine_onboarding' }],
    })),
    ...(missing.length > 0 && { summary: { minimum_deadline: { status: 'currently_due' } } }),
  }
}
