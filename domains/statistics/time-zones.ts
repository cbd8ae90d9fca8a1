import type { Types } from 'mongoose'
import { DEFAULT_TIME_ZONE } from '#domains/accounts/limits.ts'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** The time zones of partners, by their ids. A partner that is missing here is gone. */
export async function timeZonesOf(partners: readonly Types.ObjectId[]): Promise<Map<string, string>> {
  const unique = [...new Map(partners.map(partner => [String(partner), partner])).values()]
  const found = await readFields(PartnerModel, { _id: { $in: unique } }, ['timeZone'])
  return new Map(found.map(({ _id, timeZone }) => [String(_id), timeZone ?? DEFAULT_TIME_ZONE]))
}
