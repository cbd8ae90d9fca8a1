import mongoose, { type Types } from 'mongoose'
import { UserModel } from '#domains/accounts/user-model.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { PAID_STATUSES } from '#domains/purchases/statuses.ts'
import type { Sale } from '#domains/sales/schemas.ts'
import { beginningOf, endOf } from '#shared/contract/days.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { paginate } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

interface SaleFilter {
  reel?: string | undefined
  status?: Sale['status'] | undefined
  /** Days of UTC, both included. */
  from?: string | undefined
  to?: string | undefined
}

/** A page of what was bought of a partner, latest first. */
export async function readSales(
  partnerId: string,
  { reel, status, from, to }: SaleFilter,
  request: PageRequest,
): Promise<Page<Sale> | Refusal<'InvalidCursor'>> {
  const filter = {
    partner: new mongoose.Types.ObjectId(partnerId),
    ...(reel !== undefined && { reel: new mongoose.Types.ObjectId(reel) }),
    ...(status !== undefined && { status }),
    // Beside the position of the cursor, which is about the same field. What was never paid has no such time.
    $and: [
      { soldAt: { $gte: from === undefined ? new Date(0) : beginningOf(from) } },
      ...(to === undefined ? [] : [{ soldAt: { $lt: endOf(to) } }]),
    ],
  }
  const list = { name: 'sales', filter, sortedBy: 'soldAt' } as const
  const page = await paginate(list, request, range =>
    readFields(PurchaseModel, range.filter, SHOWN).sort(range.sort).limit(range.limit),
  )
  if (isRefusal(page)) return page
  const usernames = await usernamesOf(page.items.map(({ user }) => user))
  return { ...page, items: page.items.flatMap(sale => viewSale(sale, usernames) ?? []) }
}

const SHOWN = ['reel', 'title', 'user', 'price', 'feeAmount', 'paid', 'status', 'soldAt'] as const

type SoldPurchase = Pick<Purchase, '_id' | (typeof SHOWN)[number]>

function viewSale(sale: SoldPurchase, usernames: ReadonlyMap<string, string>): Sale | null {
  const { price, paid, soldAt, feeAmount } = sale
  const status = PAID_STATUSES.find(each => each === sale.status)
  if (!status || !soldAt) return null
  const { currency } = price
  const gross = paid?.amount ?? price.amount
  const username = usernames.get(String(sale.user))
  return {
    purchaseId: String(sale._id),
    reel: { id: String(sale.reel), title: sale.title },
    // Without the address, which the partner does not need.
    buyer: username === undefined ? null : { username },
    gross: { amount: gross, currency },
    fee: { amount: feeAmount, currency },
    net: { amount: gross - feeAmount, currency },
    status,
    soldAt: soldAt.toISOString(),
  }
}

async function usernamesOf(users: readonly Types.ObjectId[]): Promise<Map<string, string>> {
  const found = await readFields(UserModel, { _id: { $in: [...users] } }, ['username'])
  return new Map(found.map(({ _id, username }) => [String(_id), username]))
}
