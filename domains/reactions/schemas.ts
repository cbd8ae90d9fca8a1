import * as z from 'zod'
import { Count } from '#shared/contract/fields.ts'

/** Whether the caller likes the reel, and how many likes it has. */
export const LikeState = z
  .strictObject({ liked: z.boolean(), likes: Count.meta({ description: 'Of everybody' }) })
  .meta({ id: 'LikeState', examples: [{ liked: true, likes: 41 }] })

/** Whether the caller has saved the reel, and how many saves it has. */
export const SaveState = z
  .strictObject({ saved: z.boolean(), saves: Count.meta({ description: 'Of everybody' }) })
  .meta({ id: 'SaveState', examples: [{ saved: true, saves: 7 }] })
