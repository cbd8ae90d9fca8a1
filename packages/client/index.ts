export { type BuyOptions, buyReel } from './buying.ts'
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type OperationName,
  type Result,
} from './client.ts'
export { formatAmount, formatMoney, type ParsedMoney, type ParseOptions, parseMoney } from './money.ts'
export type * from './operations.ts'
export { everyItem, ProblemError } from './pages.ts'
export { type NativeFile, sendFile, type UploadOptions, type UploadResult } from './uploads.ts'
