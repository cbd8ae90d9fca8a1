import type { Context } from '../protocol/context.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { Renditions } from './renditions.ts'

/** What delivery works with: files, and what is made of them. */
export interface DeliveryContext extends Context {
  ffmpeg: Ffmpeg
  renditions: Renditions
  /** Unsigned URLs are refused, public files included: a setting of an account. */
  restrictsUnsigned: boolean
}
