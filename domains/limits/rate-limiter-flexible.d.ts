// The package types only its index, which loads the clients of a dozen databases.
declare module 'rate-limiter-flexible/lib/RateLimiterMongo.js' {
  import { RateLimiterMongo } from 'rate-limiter-flexible'
  export default RateLimiterMongo
}

declare module 'rate-limiter-flexible/lib/RateLimiterRes.js' {
  import { RateLimiterRes } from 'rate-limiter-flexible'
  export default RateLimiterRes
}
