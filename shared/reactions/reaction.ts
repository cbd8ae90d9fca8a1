import * as z from 'zod'

/** The like of whoever asks, and how many there are. */
export const LikeState = z
  .strictObject({ liked: z.boolean(), likes: z.int32().min(0) })
  .meta({ id: 'LikeState' })

/** The save of whoever asks, and how many there are. */
export const SaveState = z
  .strictObject({ saved: z.boolean(), saves: z.int32().min(0) })
  .meta({ id: 'SaveState' })
