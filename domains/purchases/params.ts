import * as z from 'zod'
import { Id } from '#shared/contract/fields.ts'

/** The path of one purchase. */
export const PurchaseParams = z.strictObject({ purchaseId: Id })
