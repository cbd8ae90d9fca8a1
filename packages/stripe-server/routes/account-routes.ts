import * as z from 'zod'
import { accountView } from '../accounts/account-view.ts'
import {
  AccountChange,
  accountOf,
  closeAccount,
  createAccount,
  include,
  NewAccount,
  updateAccount,
} from '../accounts/accounts.ts'
import { createAccountLink, createLoginLink, NewAccountLink } from '../accounts/links.ts'
import { nothing, type Route, route } from './route.ts'

export const ACCOUNT_ROUTES: readonly Route[] = [
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
  route('POST', '/v1/accounts/:id/login_links', nothing, (_, { id, context }) =>
    createLoginLink(id, context),
  ),
]

/** A query writes a list with keys, a JSON body as a list. */
function listed<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    value => (typeof value === 'object' && value !== null ? Object.values(value) : value),
    schema,
  )
}
