import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import { invalid } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import { type Link, PLATFORM } from '../storage/objects.ts'
import { accountOf } from './accounts.ts'

const httpUrl = z.string().refine(value => /^https?:\/\//i.test(value) && URL.canParse(value), 'url')

const onboarding = z.strictObject({
  refresh_url: httpUrl,
  return_url: httpUrl.optional(),
  collection_options: z
    .strictObject({
      fields: z.enum(['currently_due', 'eventually_due']),
      future_requirements: z.enum(['include', 'omit']),
    })
    .partial()
    .optional(),
})

/** The body of `POST /v2/core/account_links`. */
export const NewAccountLink = z.strictObject({
  account: z.string(),
  use_case: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('account_onboarding'), account_onboarding: onboarding }),
    z.strictObject({ type: z.literal('account_update'), account_update: onboarding }),
  ]),
})

const ONBOARDING_SECONDS = 600
/** How long a person has for the form, once the link is open. */
const VISIT_SECONDS = 3600
const DASHBOARD_SECONDS = 300

export function createAccountLink(given: z.infer<typeof NewAccountLink>, context: Context) {
  const account = accountOf(given.account, context)
  if (account.closed) throw invalid('The account is closed.', { param: 'account' })
  const { use_case } = given
  const { refresh_url, return_url } =
    use_case.type === 'account_onboarding' ? use_case.account_onboarding : use_case.account_update
  const link = newLink(account.id, 'onboarding', ONBOARDING_SECONDS, context, {
    refreshUrl: refresh_url,
    returnUrl: return_url ?? refresh_url,
  })
  return {
    object: 'v2.core.account_link',
    account: account.id,
    created: new Date(context.clock.now()).toISOString(),
    expires_at: new Date(link.expiresAt * 1000).toISOString(),
    livemode: false,
    url: `${context.url}/setup/${account.id}/${link.id}`,
    use_case,
  }
}

export function createLoginLink(id: string, context: Context) {
  const account = accountOf(id, context)
  if (account.dashboard !== 'express' || account.bankAccount === null) {
    throw invalid(
      'Cannot create a login link for an account that has not completed onboarding, or has no Express dashboard.',
    )
  }
  const link = newLink(id, 'dashboard', DASHBOARD_SECONDS, context)
  return {
    object: 'login_link',
    created: context.clock.seconds(),
    url: `${context.url}/express/${id}/${link.id}`,
  }
}

/** Opens a link that works once. Null if there is no such link, or it is over. */
export function takeLink(id: string, kind: Link['kind'], { records, clock }: Context): Link | null {
  const link = records.get('link', id)
  if (link === null || link.kind !== kind || link.isUsed || link.expiresAt <= clock.seconds()) return null
  records.save({ ...link, isUsed: true }, PLATFORM)
  return link
}

/** The page that a person fills in after having opened the link. */
export function newVisit({ account, refreshUrl, returnUrl }: Link, context: Context): Link {
  return newLink(account, 'onboarding-visit', VISIT_SECONDS, context, { refreshUrl, returnUrl })
}

function newLink(
  account: string,
  kind: Link['kind'],
  seconds: number,
  { records, clock }: Context,
  urls = { refreshUrl: '', returnUrl: '' },
): Link {
  const expiresAt = clock.seconds() + seconds
  const link: Link = {
    id: newId('link'),
    object: 'link',
    account,
    kind,
    expiresAt,
    isUsed: false,
    ...urls,
    internal: undefined,
  }
  records.save(link, PLATFORM)
  return link
}
