import type * as z from 'zod'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import type { PublicPartner } from '#domains/accounts/schemas.ts'
import { viewPublicPartner } from '#domains/accounts/view.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'

/** A partner as everybody sees it. */
export async function findPublicPartner(
  partnerId: string,
): Promise<z.infer<typeof PublicPartner> | Refusal<'PartnerNotFound'>> {
  const partner = await PartnerModel.findById(partnerId).lean()
  return partner ? viewPublicPartner(partner) : refuse('PartnerNotFound')
}
