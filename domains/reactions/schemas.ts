import * as z from 'zod'
import { Count } from '#shared/contract/fields.ts'

export const LikeState = z
  .strictObject({ liked: z.boolean(), likes: Count.meta({ description: 'Of all users together' }) })
  .meta({ id: 'LikeState', examples: [{ liked: true, likes: 41 }] })

export const SaveState = z
  .strictObject({ saved: z.boolean(), saves: Count.meta({ description: 'Of all users together' }) })
  .meta({ id: 'SaveState', examples: [{ saved: true, saves: 7 }] })
