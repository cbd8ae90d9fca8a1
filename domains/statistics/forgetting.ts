import type { Types } from 'mongoose'
import { PartnerDayModel, ReelDayModel, ReelTotalModel } from '#domains/statistics/model.ts'

/** Forgets what all days have brought to a partner whose account is deleted, and to its reels. */
export async function forgetStatisticsOf(partner: Types.ObjectId): Promise<void> {
  await Promise.all([ReelDayModel.deleteMany({ partner }), PartnerDayModel.deleteMany({ partner })])
}

/** Forgets the totals of a reel that is deleted. Its days stay: what its partner had with it is still true. */
export async function forgetTotalsOf(reel: Types.ObjectId): Promise<void> {
  await ReelTotalModel.deleteOne({ _id: reel })
}
