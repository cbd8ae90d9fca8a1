import * as z from 'zod'
import { Id } from '#shared/contract/fields.ts'

/** The path of one partner. */
export const PartnerParams = z.strictObject({ partnerId: Id })
