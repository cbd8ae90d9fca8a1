import type { MediaServerOptions } from '@reels/imagekit-server'
import type { MongoOptions } from '@reels/mongo-server'
import type { PaymentsServerOptions } from '@reels/stripe-server'
import type { WebOptions } from '../../web/serve.ts'

/** What each part is started with. It is sent to another process, so it holds no functions. */
export interface PartOptions {
  database: Omit<MongoOptions, 'port' | 'log'>
  'media server': Omit<MediaServerOptions, 'port' | 'log'>
  'payments server': Omit<PaymentsServerOptions, 'port' | 'log'>
  mailbox: { file: string }
  player: Omit<WebOptions, 'port'>
}

type PartKind = keyof PartOptions

/** Which part to start, and where; 0 is any free port. */
export type PartOrder = {
  [Kind in PartKind]: { kind: Kind; port: number; options: PartOptions[Kind] }
}[PartKind]

/** Where a part listens. */
export interface Address {
  port: number
  url: string
}

/** What the process of a part answers to its order. */
export type PartReport = { address: Address } | { failure: string }

/** The only other message that the process of a part gets: end, and leave the data whole. */
export const CLOSE = 'close'
