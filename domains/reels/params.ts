import * as z from 'zod'
import { Id } from '#shared/contract/fields.ts'

/** The path of one reel. */
export const ReelParams = z.strictObject({ reelId: Id })
