import * as z from 'zod'
import { accountView } from './accounts/account-view.ts'
import {
  AccountChange,
  accountOf,
  closeAccount,
  createAccount,
  include,
  NewAccount,
  updateAccount,
} from './accounts/accounts.ts'
import { createAccountLink, createLoginLink, NewAccountLink } from './accounts/links.ts'
import { createSession, expireSession, NewSession, sessionOf } from './checkout/sessions.ts'
import { answerDispute, DisputeAnswer, disputeOf } from './money/disputes.ts'
import { createPayout, NewPayout } from './money/payouts.ts'
import { createRefund, NewRefund } from './money/refunds.ts'
import { createTransfer, NewReversal, NewTransfer, reverse } from './money/transfers.ts'
import type { Context } from './protocol/context.ts'
import { pageOf, paging } from './protocol/lists.ts'
import * as p from './protocol/parameters.ts'
import { missing } from './protocol/refusals.ts'
import { type Kind, type Kinds, PLATFORM } from './storage/objects.ts'
import { shown } from './storage/shown.ts'
import { eventView, isDelivered } from './webhooks/event-view.ts'

/** What the work of a route gets. */
interface Call {
  /** The `:id` of the path. */
  id: string
  /** The account that the request is made for: `platform`, or the id of a connected one. */
  owner: string
  context: Context
}

export interface Route {
  method: 'GET' | 'POST'
  path: string
  parameters: z.ZodType
  /** Answers with the JSON of the answer. The parameters are those of the schema. */
  work(given: unknown, call: Call): Record<string, unknown>
}

const none = z.strictObject({ expand: p.expand })

export const ROUTES: readonly Route[] = [
  route('POST', '/v2/core/accounts', NewAccount, (given, { context }) =>
    accountView(createAccount(given, context), given.include),
  ),
  route('GET', '/v2/core/accounts/:id', z.strictObject({ include: listed(include) }), (given, call) =>
    accountView(accountOf(call.id, call.context), given.include),
  ),
  route('POST', '/v2/core/accounts/:id', AccountChange, (given, { id, context }) =>
    accountView(updateAccount(id, given, context), given.include),
  ),
  route('POST', '/v2/core/accounts/:id/close', z.unknown(), (_, { id, context }) =>
    accountView(closeAccount(id, context)),
  ),
  route('POST', '/v2/core/account_links', NewAccountLink, (given, { context }) =>
    createAccountLink(given, context),
  ),
  route('GET', '/v2/core/events/:id', z.strictObject({}), (_, { id, context }) =>
    eventView(owned('v2.core.event', id, PLATFORM, context), context.records),
  ),
  route('POST', '/v1/accounts/:id/login_links', none, (_, { id, context }) => createLoginLink(id, context)),

  route('POST', '/v1/checkout/sessions', NewSession, (given, { context }) =>
    view(createSession(given, context), context),
  ),
  route(
    'GET',
    '/v1/checkout/sessions',
    z.strictObject({
      ...paging,
      payment_intent: p.text.optional(),
      status: z.enum(['open', 'complete', 'expired']).optional(),
      created: p.range,
    }),
    (given, { context }) => {
      const found =
        given.payment_intent === undefined
          ? context.records.list('checkout.session', PLATFORM)
          : context.records.search('checkout.session', 'payment_intent', given.payment_intent)
      const fitting = found.filter(
        ({ status, created }) =>
          (given.status === undefined || status === given.status) && p.isWithin(created, given.created),
      )
      return page(fitting, given, '/v1/checkout/sessions', context)
    },
  ),
  route('GET', '/v1/checkout/sessions/:id', none, (_, { id, context }) =>
    view(sessionOf(id, context), context),
  ),
  route('POST', '/v1/checkout/sessions/:id/expire', none, (_, { id, context }) =>
    view(expireSession(id, context), context),
  ),

  retrieve('payment_intent', '/v1/payment_intents/:id'),
  retrieve('charge', '/v1/charges/:id'),
  route(
    'GET',
    '/v1/charges',
    z.strictObject({
      ...paging,
      created: p.range,
      payment_intent: p.text.optional(),
      transfer_group: p.text.optional(),
    }),
    (given, { owner, context }) => {
      const found = context.records
        .list('charge', owner)
        .filter(
          charge =>
            p.isWithin(charge.created, given.created) &&
            (given.payment_intent === undefined || charge.payment_intent === given.payment_intent) &&
            (given.transfer_group === undefined || charge.transfer_group === given.transfer_group),
        )
      return page(found, given, '/v1/charges', context)
    },
  ),

  route('POST', '/v1/refunds', NewRefund, (given, { context }) =>
    view(createRefund(given, context), context),
  ),
  route(
    'GET',
    '/v1/refunds',
    z.strictObject({
      ...paging,
      charge: p.text.optional(),
      payment_intent: p.text.optional(),
      created: p.range,
    }),
    (given, { owner, context: { records }, context }) => {
      const found =
        given.charge !== undefined
          ? records.search('refund', 'charge', given.charge)
          : given.payment_intent !== undefined
            ? records.search('refund', 'payment_intent', given.payment_intent)
            : records.list('refund', owner)
      const fitting = found.filter(({ created }) => p.isWithin(created, given.created))
      return page(fitting, given, '/v1/refunds', context)
    },
  ),
  retrieve('refund', '/v1/refunds/:id'),

  route(
    'GET',
    '/v1/disputes',
    z.strictObject({
      ...paging,
      charge: p.text.optional(),
      payment_intent: p.text.optional(),
      created: p.range,
    }),
    (given, { context: { records }, context }) => {
      const found =
        given.charge !== undefined
          ? records.search('dispute', 'charge', given.charge)
          : given.payment_intent !== undefined
            ? records.search('dispute', 'payment_intent', given.payment_intent)
            : records.list('dispute', PLATFORM)
      const fitting = found.filter(({ created }) => p.isWithin(created, given.created))
      return page(fitting, given, '/v1/disputes', context)
    },
  ),
  route('GET', '/v1/disputes/:id', none, (_, { id, context }) => view(disputeOf(id, context), context)),
  route('POST', '/v1/disputes/:id', DisputeAnswer, (given, { id, context }) =>
    view(answerDispute(id, given, context), context),
  ),

  route('POST', '/v1/transfers', NewTransfer, (given, { context }) =>
    view(createTransfer(given, context), context),
  ),
  route(
    'GET',
    '/v1/transfers',
    z.strictObject({
      ...paging,
      destination: p.text.optional(),
      transfer_group: p.text.optional(),
      created: p.range,
    }),
    (given, { context }) => {
      const found = context.records
        .list('transfer', PLATFORM)
        .filter(
          transfer =>
            p.isWithin(transfer.created, given.created) &&
            (given.destination === undefined || transfer.destination === given.destination) &&
            (given.transfer_group === undefined || transfer.transfer_group === given.transfer_group),
        )
      return page(found, given, '/v1/transfers', context)
    },
  ),
  retrieve('transfer', '/v1/transfers/:id'),
  route('POST', '/v1/transfers/:id/reversals', NewReversal, (given, { id, context }) =>
    view(reverse(id, given, context), context),
  ),
  route('GET', '/v1/transfers/:id/reversals', z.strictObject(paging), (given, { id, context }) => {
    owned('transfer', id, PLATFORM, context)
    const found = context.records.search('transfer_reversal', 'transfer', id)
    return page(found, given, `/v1/transfers/${id}/reversals`, context)
  }),
  retrieve('application_fee', '/v1/application_fees/:id'),
  route(
    'GET',
    '/v1/application_fees',
    z.strictObject({ ...paging, charge: p.text.optional(), created: p.range }),
    (given, { context }) => {
      const found = context.records
        .list('application_fee', PLATFORM)
        .filter(
          fee =>
            p.isWithin(fee.created, given.created) &&
            (given.charge === undefined ||
              fee.charge === given.charge ||
              fee.originating_transaction === given.charge),
        )
      return page(found, given, '/v1/application_fees', context)
    },
  ),

  route('GET', '/v1/balance', none, (_, { owner, context }) => balance(owner, context)),
  route(
    'GET',
    '/v1/balance_transactions',
    z.strictObject({
      ...paging,
      payout: p.text.optional(),
      type: p.text.optional(),
      source: p.text.optional(),
      currency: p.text.optional(),
      created: p.range,
    }),
    (given, { owner, context }) => {
      const found = context.records
        .list('balance_transaction', owner)
        .filter(
          one =>
            p.isWithin(one.created, given.created) &&
            (given.payout === undefined || one.internal.payout === given.payout) &&
            (given.type === undefined || one.type === given.type) &&
            (given.source === undefined || one.source === given.source) &&
            (given.currency === undefined || one.currency === given.currency.toLowerCase()),
        )
      return page(found, given, '/v1/balance_transactions', context)
    },
  ),
  retrieve('balance_transaction', '/v1/balance_transactions/:id'),
  route('POST', '/v1/payouts', NewPayout, (given, { owner, context }) =>
    view(createPayout(given, owner, context), context),
  ),
  route(
    'GET',
    '/v1/payouts',
    z.strictObject({
      ...paging,
      status: z.enum(['pending', 'paid', 'failed', 'canceled', 'in_transit']).optional(),
      created: p.range,
      arrival_date: p.range,
    }),
    (given, { owner, context }) => {
      const found = context.records
        .list('payout', owner)
        .filter(
          payout =>
            (given.status === undefined || payout.status === given.status) &&
            p.isWithin(payout.created, given.created) &&
            p.isWithin(payout.arrival_date, given.arrival_date),
        )
      return page(found, given, '/v1/payouts', context)
    },
  ),
  retrieve('payout', '/v1/payouts/:id'),

  route(
    'GET',
    '/v1/events',
    z.strictObject({
      ...paging,
      created: p.range,
      delivery_success: p.boolean.optional(),
      type: p.text.optional(),
      types: p.list(p.text).optional(),
    }),
    (given, { owner, context: { records } }) => {
      const found = records
        .list('event', owner)
        .filter(
          event =>
            p.isWithin(event.created, given.created) &&
            (given.type === undefined || fits(event.type, given.type)) &&
            (given.types === undefined || given.types.some(type => fits(event.type, type))) &&
            (given.delivery_success === undefined || isDelivered(event, records) === given.delivery_success),
        )
      const { data, ...rest } = pageOf<'event'>(found, given, '/v1/events')
      return { ...rest, data: data.map(event => eventView(event, records)) }
    },
  ),
  route('GET', '/v1/events/:id', none, (_, { id, owner, context }) =>
    eventView(owned('event', id, owner, context), context.records),
  ),
]

function route<Schema extends z.ZodType>(
  method: Route['method'],
  path: string,
  parameters: Schema,
  work: (given: z.output<Schema>, call: Call) => Record<string, unknown>,
): Route {
  return { method, path, parameters, work: (given, call) => work(p.readParameters(parameters, given), call) }
}

/** Reads one object of the account that the request is made for. */
function retrieve(
  kind: Exclude<Kind, 'event' | 'v2.core.event' | 'link' | 'v2.core.account'>,
  path: string,
): Route {
  return route('GET', path, none, (_, { id, owner, context }) =>
    view(owned(kind, id, owner, context), context),
  )
}

function owned<K extends Kind>(kind: K, id: string, owner: string, { records }: Context): Kinds[K] {
  const found = records.find(id)
  const object = records.get(kind, id)
  if (object === null || found?.owner !== owner) throw missing(kind, id)
  return object
}

function view(object: Kinds[Kind], context: Context): Record<string, unknown> {
  return shown(object, context)
}

function page<K extends Kind>(
  objects: readonly Kinds[K][],
  given: Parameters<typeof pageOf>[1],
  url: string,
  context: Context,
): Record<string, unknown> {
  const { data, ...rest } = pageOf<K>(objects, given, url)
  return { ...rest, data: data.map(object => view(object, context)) }
}

function balance(owner: string, { records, clock }: Context): Record<string, unknown> {
  const balances = records.balances(owner, clock.seconds())
  const part = (name: 'available' | 'pending') =>
    balances.map(({ currency, ...amounts }) => ({
      amount: amounts[name],
      currency,
      source_types: { card: amounts[name] },
    }))
  return { object: 'balance', available: part('available'), livemode: false, pending: part('pending') }
}

/** A query writes a list with keys, a JSON body as a list. */
function listed<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    value => (typeof value === 'object' && value !== null ? Object.values(value) : value),
    schema,
  )
}

/** `charge.*` fits all events of charges. */
function fits(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}
