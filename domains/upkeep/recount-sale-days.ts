import type { Types } from 'mongoose'
import { EARNED, earningsOf } from '#domains/ledger/earnings.ts'
import { type LedgerEntry, LedgerEntryModel, type SaleDay, SaleDayModel } from '#domains/ledger/model.ts'
import { walk } from '#domains/upkeep/walk.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/** Makes the days of sale of each partner what the ledger says. */
export async function recountSaleDays(deadline: number): Promise<{ partners: number; healed: number }> {
  let healed = 0
  const partners = await walk<{ _id: Types.ObjectId }>({
    job: 'recountSaleDays',
    deadline,
    next: partnersAfter,
    async visit(batch) {
      for (const { _id } of batch) healed += await recountPartner(_id)
    },
  })
  return { partners, healed }
}

/** The partners who have sold something or have a day of sale, in the order of their ids. */
async function partnersAfter(
  after: Types.ObjectId | null,
  limit: number,
): Promise<{ _id: Types.ObjectId }[]> {
  const found: { _id: Types.ObjectId }[] = []
  for (let position = after; found.length < limit; ) {
    const next = position ? { partner: { $gt: position } } : {}
    const [entry, day] = await Promise.all([
      LedgerEntryModel.findOne(next, { partner: 1 })
        .sort({ partner: 1 })
        .lean<Pick<LedgerEntry, 'partner'>>(),
      SaleDayModel.findOne(next, { partner: 1 }).sort({ partner: 1 }).lean<Pick<SaleDay, 'partner'>>(),
    ])
    const [first] = [entry, day].flatMap(each => each?.partner ?? []).sort(byId)
    if (!first) break
    found.push({ _id: first })
    position = first
  }
  return found
}

async function recountPartner(partner: Types.ObjectId): Promise<number> {
  const wrong = new Set<string>()
  const truth = await truthOf({ partner })
  const stored = await SaleDayModel.find({ partner }).lean<SaleDay[]>()
  const storedById = new Map(stored.map(day => [day._id, day]))
  for (const id of new Set([...truth.keys(), ...storedById.keys()])) {
    if (!isSame(truth.get(id), storedById.get(id))) wrong.add(id)
  }
  for (const id of wrong) await recountDay(partner, id)
  return wrong.size
}

/** Counts one day again in a transaction, because something may be sold meanwhile. */
async function recountDay(partner: Types.ObjectId, id: string): Promise<void> {
  await inTransaction(async session => {
    // [80 same-time] It is written first, so that a sale of that day waits or is counted.
    await SaleDayModel.deleteOne({ _id: id }, { session })
    const [, , day = ''] = id.split(':')
    const from = new Date(`${day}T00:00:00.000Z`)
    const until = new Date(from.getTime() + 24 * 60 * 60 * 1_000)
    const counted = (await truthOf({ partner, at: { $gte: from, $lt: until } }, session)).get(id)
    if (counted) await SaleDayModel.create([counted], { session })
  })
}

interface Part {
  partner: Types.ObjectId
  at?: { $gte: Date; $lt: Date }
}

/** The days of sale that the ledger adds up to, by their ids. */
async function truthOf(
  part: Part,
  session: Parameters<Parameters<typeof inTransaction>[0]>[0] | null = null,
): Promise<Map<string, SaleDay>> {
  const days = new Map<string, SaleDay>()
  const entries = LedgerEntryModel.find(part).session(session).lean<LedgerEntry[]>().cursor()
  for await (const entry of entries) {
    for (const earned of earningsOf(entry)) {
      const sum = days.get(earned._id)
      days.set(earned._id, sum ? add(sum, earned) : earned)
    }
  }
  return days
}

function add(sum: SaleDay, earned: SaleDay): SaleDay {
  const added = { ...sum }
  for (const field of EARNED) added[field] = sum[field] + earned[field]
  return added
}

function isSame(a: SaleDay | undefined, b: SaleDay | undefined): boolean {
  if (!a || !b) return a === b
  return EARNED.every(field => a[field] === b[field])
}

function byId(a: Types.ObjectId, b: Types.ObjectId): number {
  return String(a) < String(b) ? -1 : 1
}
