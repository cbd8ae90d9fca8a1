import { describe, expect, it } from 'vitest'
import { NEW_ACCOUNT, payee, receiver, sharedPayments, testPayments } from '../test-payments-server.ts'

const RETURN = 'http://localhost:4000/studio/paid'
const REFRESH = 'http://localhost:4000/studio/again'

describe('an account', async () => {
  const payments = await sharedPayments()
  const { stripe, control, url } = payments
  const { accounts, accountLinks } = stripe.v2.core

  async function newLink(account: string) {
    return accountLinks.create({
      account,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: { refresh_url: REFRESH, return_url: RETURN },
      },
    })
  }
  function open(address: string, body?: Record<string, string>) {
    const form = body === undefined ? {} : { method: 'POST', body: new URLSearchParams(body) }
    return fetch(address, { redirect: 'manual', ...form })
  }

  it('cannot be paid before its owner has said who they are', async () => {
    const account = await accounts.create(NEW_ACCOUNT)
    expect(account).toMatchObject({
      object: 'v2.core.account',
      dashboard: 'express',
      livemode: false,
      metadata: { partner: 'p1' },
      configuration: {
        recipient: { capabilities: { stripe_balance: { stripe_transfers: { status: 'restricted' } } } },
      },
    })
    expect(account.requirements?.entries?.map(({ description }) => description)).toContain(
      'identity.individual.given_name',
    )
  })

  it('shows only the parts that were asked for', async () => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    const bare = await accounts.retrieve(id)
    expect([bare.configuration, bare.requirements, bare.identity]).toEqual([undefined, undefined, undefined])
    const whole = await accounts.retrieve(id, { include: ['identity', 'defaults', 'requirements'] })
    expect(whole).toMatchObject({ identity: { country: 'us' }, defaults: { currency: 'usd' } })
  })

  it('can be paid once its owner has gone through the pages', async () => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    const link = await newLink(id)
    const opened = await open(link.url)
    const form = opened.headers.get('location') ?? ''
    expect(opened.status).toBe(303)
    const page = await open(form)
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:4000")
    expect(await page.text()).toContain('Get paid')
    expect(await (await open(form, { answer: 'complete', name: '', bank: '000123456789' })).text()).toContain(
      'Your name is missing.',
    )
    const done = await open(form, { answer: 'complete', name: 'Ada', bank: '000123456789' })
    expect([done.status, done.headers.get('location')]).toEqual([303, RETURN])
    const account = await accounts.retrieve(id, { include: ['configuration.recipient', 'requirements'] })
    expect(account).toMatchObject({
      configuration: {
        recipient: {
          capabilities: { stripe_balance: { stripe_transfers: { status: 'active', status_details: [] } } },
        },
      },
      requirements: { entries: [] },
    })
  })

  it.each([
    ['later', 'restricted', ['requirements_past_due']],
    ['review', 'pending', ['determining_status']],
  ])('is as its owner leaves it: %s', async (answer, status, codes) => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    const form = (await open((await newLink(id)).url)).headers.get('location') ?? ''
    expect((await open(form, { answer })).headers.get('location')).toBe(RETURN)
    const { configuration } = await accounts.retrieve(id, { include: ['configuration.recipient'] })
    const capability = configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
    expect(capability?.status).toBe(status)
    expect(capability?.status_details.map(({ code }) => code)).toEqual(codes)
  })

  it('has links that work once, and for ten minutes', async () => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    const link = await newLink(id)
    expect(Date.parse(link.expires_at) - Date.parse(link.created)).toBeGreaterThan(590_000)
    await open(link.url)
    expect((await open(link.url)).headers.get('location')).toBe(REFRESH)
    const late = await newLink(id)
    await control('clock', { seconds: 601 })
    expect((await open(late.url)).headers.get('location')).toBe(REFRESH)
    expect((await open(`${url}/setup/${id}/link_none`)).status).toBe(404)
    const other = await accounts.create(NEW_ACCOUNT)
    expect((await open((await newLink(id)).url.replace(id, other.id))).status).toBe(404)
  })

  it('has a dashboard once it is set up', async () => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    await expect(stripe.accounts.createLoginLink(id)).rejects.toMatchObject({ statusCode: 400 })
    const account = await payee(payments)
    const link = await stripe.accounts.createLoginLink(account)
    expect(await (await open(link.url)).text()).toContain('Your balance')
    expect((await open(link.url)).status).toBe(404)
  })

  it('is refused in a country without Stripe, and with a dashboard that does not fit', async () => {
    await expect(
      accounts.create({ ...NEW_ACCOUNT, identity: { country: 'aq', entity_type: 'individual' } }),
    ).rejects.toMatchObject({ param: 'identity.country' })
    const responsibilities = { fees_collector: 'stripe', losses_collector: 'stripe' } as const
    await expect(accounts.create({ ...NEW_ACCOUNT, defaults: { responsibilities } })).rejects.toMatchObject({
      param: 'defaults.responsibilities',
    })
    await expect(accounts.retrieve('acct_none')).rejects.toMatchObject({ code: 'resource_missing' })
  })

  it('can be changed and closed', async () => {
    const { id } = await accounts.create(NEW_ACCOUNT)
    const changed = await accounts.update(id, { display_name: 'Other', metadata: { more: '1' } })
    expect(changed).toMatchObject({ display_name: 'Other', metadata: { partner: 'p1', more: '1' } })
    expect(await accounts.close(id)).toMatchObject({ closed: true })
  })
})

it('an account tells of its changes in thin events, which the SDK verifies', async () => {
  const { url, received } = await receiver()
  await using payments = await testPayments({
    webhooks: [{ name: 'thin', kind: 'thin', url, secrets: ['whsec_thin'] }],
    holdWebhooks: true,
  })
  const id = await payee(payments)
  await payments.control('accounts', { account: id, closed: true })
  await payments.control('webhooks', { contains: id })
  expect(received.map(({ event }) => event.type)).toEqual([
    'v2.core.account.created',
    'v2.core.account[requirements].updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account.closed',
  ])
  const [first] = received
  const notification = payments.stripe.parseEventNotification(
    first?.body ?? '',
    first?.signature ?? '',
    'whsec_thin',
  )
  expect(notification).toMatchObject({ type: 'v2.core.account.created', related_object: { id } })
  expect(await payments.stripe.v2.core.events.retrieve(notification.id)).toMatchObject({
    id: notification.id,
  })
})
