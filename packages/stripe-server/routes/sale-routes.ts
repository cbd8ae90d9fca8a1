import * as z from 'zod'
import { createSession, expireSession, NewSession, sessionOf } from '../checkout/sessions.ts'
import { answerDispute, DisputeAnswer, disputeOf } from '../money/disputes.ts'
import { createRefund, NewRefund } from '../money/refunds.ts'
import { paging } from '../protocol/lists.ts'
import * as p from '../protocol/parameters.ts'
import { PLATFORM } from '../storage/objects.ts'
import { nothing, page, type Route, retrieve, route, view } from './route.ts'

export const SALE_ROUTES: readonly Route[] = [
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
  route('GET', '/v1/checkout/sessions/:id', nothing, (_, { id, context }) =>
    view(sessionOf(id, context), context),
  ),
  route('POST', '/v1/checkout/sessions/:id/expire', nothing, (_, { id, context }) =>
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
  route('GET', '/v1/disputes/:id', nothing, (_, { id, context }) => view(disputeOf(id, context), context)),
  route('POST', '/v1/disputes/:id', DisputeAnswer, (given, { id, context }) =>
    view(answerDispute(id, given, context), context),
  ),
]
