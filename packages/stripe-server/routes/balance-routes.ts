import * as z from 'zod'
import { createPayout, NewPayout } from '../money/payouts.ts'
import { NewReversal, reverse } from '../money/reversals.ts'
import { createTransfer, NewTransfer } from '../money/transfers.ts'
import type { Context } from '../protocol/context.ts'
import { paging } from '../protocol/lists.ts'
import * as p from '../protocol/parameters.ts'
import { PLATFORM } from '../storage/objects.ts'
import { nothing, owned, page, type Route, retrieve, route, view } from './route.ts'

export const BALANCE_ROUTES: readonly Route[] = [
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
  route('GET', '/v1/balance', nothing, (_, { owner, context }) => balance(owner, context)),
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
]

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
