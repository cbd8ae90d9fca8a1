/**
 * Every error that the API can answer with (RFC 9457). The title never changes with the occasion, `detail` may.
 * `advice` is for the developer of a client: Markdown, shown in the documentation and never sent.
 */
export const problems = {
  MalformedJson: {
    status: 400,
    title: 'The body is not valid JSON.',
    advice: 'Send one JSON object in UTF-8 that names no field twice.',
  },
  InvalidCursor: {
    status: 400,
    title: 'The cursor was not made by this API for this list.',
    advice: 'Start again from the first page, without a cursor. Keep the filter the same while paging.',
  },
  InvalidToken: {
    status: 400,
    title: 'The one-time token is wrong, used or expired.',
    advice: 'Ask for a new link: `POST /auth/password/forgot` or `POST /auth/email/verification`.',
  },
  NotAuthenticated: {
    status: 401,
    title: 'Log in first.',
    advice:
      'Call `POST /auth/refresh` once and repeat the request. If that also ends with 401, show the login.',
  },
  SessionExpired: {
    status: 401,
    title: 'The session has ended. Log in again.',
    advice: 'Show the login. Both cookies are cleared.',
  },
  InvalidCredentials: {
    status: 401,
    title: 'The email or the password is wrong.',
    advice: 'Ask again. The API does not reveal which of the two was wrong.',
  },
  InvalidSignature: {
    status: 401,
    title: 'The signature of the webhook is missing, wrong or too old.',
    advice: 'Check the webhook secret of the stage and the clock of the sender.',
  },
  WrongRole: {
    status: 403,
    title: 'This account does not have the required role.',
    advice:
      'Offer this only to accounts of the other role. Logging in again with this account does not help.',
  },
  NotYourReel: {
    status: 403,
    title: 'The reel belongs to another partner.',
    advice: 'Show the reel without the controls of its owner.',
  },
  EmailNotVerified: {
    status: 403,
    title: 'Confirm your email address first.',
    advice: 'Offer `POST /auth/email/verification`, which sends a link to the address.',
  },
  OriginNotAllowed: {
    status: 403,
    title: 'Requests that change something are not allowed from this origin.',
    advice: 'Add the origin of the frontend to `ALLOWED_ORIGINS` of the stage.',
  },
  NotFound: {
    status: 404,
    title: 'Nothing exists at this path.',
    advice: 'Check the path against this document.',
  },
  ReelNotFound: {
    status: 404,
    title: 'This reel does not exist.',
    advice: 'Remove the reel from the screen: it was deleted, or it is not public yet.',
  },
  PartnerNotFound: {
    status: 404,
    title: 'This partner does not exist.',
    advice: 'Remove the link from the screen: the account was deleted.',
  },
  PurchaseNotFound: {
    status: 404,
    title: 'This purchase does not exist.',
    advice: 'Remove the purchase from the screen. It may belong to another account.',
  },
  MethodNotAllowed: {
    status: 405,
    title: 'This path does not take this method.',
    advice: 'Use one of the methods that `Allow` names.',
  },
  EmailTaken: {
    status: 409,
    title: 'An account with this email already exists.',
    advice: 'Offer to log in or to reset the password instead.',
  },
  UsernameTaken: {
    status: 409,
    title: 'An account with this username already exists.',
    advice: 'Ask for another username.',
  },
  BrandTaken: {
    status: 409,
    title: 'A partner with this brand name, or one that looks the same, already exists.',
    advice: 'Ask for another brand name.',
  },
  AlreadyPublished: {
    status: 409,
    title: 'The reel is already published.',
    advice: 'Read the reel again and show it. To change its video, create another reel.',
  },
  AlreadyPublic: {
    status: 409,
    title: 'The reel is public already, or becomes public within a second.',
    advice: 'Read the reel again and show it. A public reel cannot be scheduled; it can be deleted.',
  },
  FollowLimit: {
    status: 409,
    title: 'You follow as many partners as one account can.',
    advice: 'Show `GET /me/follows`, so that some can be unfollowed.',
  },
  AlreadyOwned: {
    status: 409,
    title: 'You have bought this reel already.',
    advice: 'Read the reel again and play it.',
  },
  PriceChanged: {
    status: 409,
    title: 'The price of the reel has changed.',
    advice: 'Read the reel again, show the price that it has now, and ask again.',
  },
  TermsChanged: {
    status: 409,
    title: 'The terms of sale have changed.',
    advice: 'Read `GET /config` again, show the terms, and send their new `termsVersion`.',
  },
  NotForSale: {
    status: 409,
    title: 'The reel cannot be bought now.',
    advice: 'Show the reel without the button to buy it: it is free, or `sale.forSale` is false.',
  },
  AlreadyPaid: {
    status: 409,
    title: 'The purchase is paid already.',
    advice: 'Read the purchase again. To undo it, ask for a refund.',
  },
  RefundNotAllowed: {
    status: 409,
    title: 'The purchase cannot be refunded.',
    advice: 'Show `detail`, which says why.',
  },
  AlreadyRefunded: {
    status: 409,
    title: 'The purchase is refunded already, or its refund is under way.',
    advice: 'Read the purchase again and show its `refund`.',
  },
  Disputed: {
    status: 409,
    title: 'The bank of the buyer has asked for the money back.',
    advice: 'Wait for the decision of the bank: the money cannot go back twice.',
  },
  RequestInProgress: {
    status: 409,
    title: 'A request with this Idempotency-Key is still being carried out.',
    advice: 'Wait as long as `Retry-After` says, then send the same request with the same key.',
  },
  CountryNotSupported: {
    status: 409,
    title: 'Partners in this country cannot be paid.',
    advice: 'Offer the countries of `payments.payoutCountries` of `GET /config`.',
  },
  NoPayoutAccount: {
    status: 409,
    title: 'This partner has no account that could be paid, or it is not ready for this.',
    advice: 'Create one with `POST /me/payout-account`, then open a link of the kind `onboarding`.',
  },
  PayloadTooLarge: {
    status: 413,
    title: 'The body is too long.',
    advice: 'Send less. A body can have 64 KiB; only `POST /reels` takes more, for its video.',
  },
  VideoTooLarge: {
    status: 413,
    title: 'The video is too large to be sent this way.',
    advice:
      'Send it straight to the media service with `POST /reels/uploads`. If it is over that limit too, ask for a shorter video. `GET /config` has both limits.',
  },
  UnsupportedMediaType: {
    status: 415,
    title: 'The body needs Content-Type: application/json.',
    advice: 'Send the header `Content-Type: application/json`, and the body in UTF-8 without compression.',
  },
  UnsupportedVideo: {
    status: 415,
    title: 'The file is not an MP4, MOV or WebM video.',
    advice: 'Ask for an MP4, MOV or WebM file. The content of the file counts, not its name.',
  },
  ValidationFailed: {
    status: 422,
    title: 'The request has faults. "errors" names each of them.',
    advice: 'Show each message of `errors` at the field that its `path` names.',
  },
  IdempotencyKeyReused: {
    status: 422,
    title: 'This Idempotency-Key was used with another body.',
    advice: 'Make a new key for each new request. Repeat a key only with exactly the same body.',
  },
  UploadRejected: {
    status: 422,
    title: 'The uploaded file cannot be published as this reel.',
    advice: 'Show `detail`, then start again with `POST /reels/{reelId}/uploads`.',
  },
  TooManyRequests: {
    status: 429,
    title: 'Too many attempts. Try again later.',
    advice: 'Wait as long as `Retry-After` says. Never repeat the request immediately.',
  },
  InternalError: {
    status: 500,
    title: 'Something went wrong on our side.',
    advice: 'Try once more later. If you report it, give the `requestId`.',
  },
  FormatNotSupported: {
    status: 501,
    title: 'The answer does not exist in this format.',
    advice: 'Ask for `format=json`.',
  },
  MediaUnavailable: {
    status: 502,
    title: 'The media service does not answer. Nothing was changed.',
    advice: 'Try again in a few seconds. If you sent an `Idempotency-Key`, send the same one again.',
  },
  PaymentsUnavailable: {
    status: 502,
    title: 'The payment service does not answer. Nothing was charged.',
    advice: 'Try again in a few seconds. If you sent an `Idempotency-Key`, send the same one again.',
  },
  ServiceUnavailable: {
    status: 503,
    title: 'The service is not available right now. Try again soon.',
    advice: 'Wait as long as `Retry-After` says, then repeat the request.',
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>

export type ErrorCode = keyof typeof problems

/** One fault of the input: its place, and what is wrong with it. */
export interface Fault {
  in: 'body' | 'query' | 'path' | 'header'
  path: string
  message: string
}

export interface ProblemOptions {
  detail?: string
  errors?: Fault[]
  headers?: Record<string, string>
  cause?: unknown
}
