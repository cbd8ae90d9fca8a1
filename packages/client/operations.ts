// Made from functions/ by `npm run generate`.

export type Credentials = { email: Email; password: string }

/** Upper and lower case count as the same. */
export type Email = string

export type PartnerRegistration = { brandName: string; email: Email; password: NewPassword; contactName?: string; phone?: string; website?: string; bio?: string }

/** At least 8 characters and at most 72 bytes in UTF-8. Passwords that are known from breaches are refused. */
export type NewPassword = string

export type UserRegistration = { username: string; email: Email; password: NewPassword }

export type EmailVerification = { token: string }

export type ForgottenPassword = { email: Email; role: "user" | "partner" }

export type PasswordReset = { token: string; newPassword: NewPassword }

export type EmailChange = { password: string; newEmail: Email }

/** Users have a `username`. All other fields belong to partners. */
export type ProfileChanges = { username?: string; brandName?: string; contactName?: string | null; phone?: string | null; website?: string | null; bio?: string | null; timeZone?: string; language?: string }

export type AccountDeletion = { password: string }

export type PasswordChange = { currentPassword: string; newPassword: NewPassword }

/** 24 hex characters. */
export type Id = string

export type NewReel = { title: string; description?: string; tags?: string[]; price: Money; publishAt?: string | null; language?: string; video: { base64: string } }

export type Money = { amount: number; currency: string }

export type NewUpload = { title: string; description?: string; tags?: string[]; price: Money; publishAt?: string | null; language?: string; file: UploadFile }

export type UploadFile = { name: string; sizeBytes: number; mimeType: string }

export type ReelChanges = { title?: string; description?: string; tags?: string[]; price?: Money; language?: string; publishAt?: string | null }

/** A day in the time zone of the partner. */
export type LocalDay = string

export type Beacons = { views: Beacon[] }

export type Beacon = { ticket: string; play: string; watched: number[][]; ended: boolean }

export type NewPayoutAccount = { country: string; entityType: "individual" | "company" }

export type NewPayoutLink = { kind: "onboarding" | "dashboard"; returnUrl: string }

/** `open`: can be paid at `checkout.url`. `processing`: the payment method is slow. `paid`. `expired`, `failed`, `canceled`: was not paid. `refunding`, `refunded`: the money goes back, or has gone back. `disputed`: the bank of the buyer has asked for the money. `lost`: the bank has kept it. */
export type PurchaseStatus = "open" | "processing" | "paid" | "expired" | "failed" | "canceled" | "refunding" | "refunded" | "disputed" | "lost"

/** `uploading`: the video has not arrived yet. `scheduled`: the reel becomes public at its `publishAt`. `ready`: the reel is public. `failed`: the uploaded file cannot be shown, so upload another one. */
export type ReelStatus = "uploading" | "scheduled" | "ready" | "failed"

/** `paid`. `refunding`, `refunded`: the money goes back, or has gone back. `disputed`: the bank of the buyer has asked for the money. `lost`: the bank has kept it. */
export type SaleStatus = "paid" | "refunding" | "refunded" | "disputed" | "lost"

/** A day of UTC. */
export type Day = string

export type ErrorCode = "AlreadyOwned" | "AlreadyPaid" | "AlreadyPublic" | "AlreadyPublished" | "AlreadyRefunded" | "BrandTaken" | "CountryNotSupported" | "Disputed" | "EmailNotVerified" | "EmailTaken" | "FollowLimit" | "FormatNotSupported" | "IdempotencyKeyReused" | "InternalError" | "InvalidCredentials" | "InvalidCursor" | "InvalidSignature" | "InvalidToken" | "MalformedJson" | "MediaUnavailable" | "MethodNotAllowed" | "NoPayoutAccount" | "NotAuthenticated" | "NotForSale" | "NotFound" | "NotYourReel" | "OriginNotAllowed" | "PartnerNotFound" | "PayloadTooLarge" | "PaymentsUnavailable" | "PriceChanged" | "PurchaseNotFound" | "ReelNotFound" | "RefundNotAllowed" | "RequestInProgress" | "ServiceUnavailable" | "SessionExpired" | "TermsChanged" | "TooManyRequests" | "UnsupportedMediaType" | "UnsupportedVideo" | "UploadRejected" | "UsernameTaken" | "ValidationFailed" | "VideoTooLarge" | "WrongRole"

export type Fault = { in: "body" | "query" | "path" | "header"; path: string; message: string }

export type Account = UserAccount | PartnerAccount

export type UserAccount = { id: Id; role: "user"; username: string; email: string; emailVerified: boolean; createdAt: Timestamp }

/** RFC 3339, UTC. */
export type Timestamp = string

export type PartnerAccount = { id: Id; role: "partner"; brandName: string; email: string; emailVerified: boolean; contactName: string | null; phone: string | null; website: string | null; bio: string | null; timeZone: string; language: string; createdAt: Timestamp }

export type Session = { id: Id; createdAt: Timestamp; lastUsedAt: Timestamp; userAgent: string | null; ip: string | null; current: boolean }

export type Reel = { id: Id; status: ReelStatus; title: string; description: string; tags: string[]; price: { amount: number; currency: string }; sale: { forSale: boolean; owned: boolean } | null; video: { access: "full" | "preview" | "none"; url: string | null; streamUrl: string | null; thumbnailUrl: string; expiresAt: Timestamp; durationSeconds: number; width: number; height: number; sizeBytes: number } | null; partner: { id: Id; brandName: string }; counts: { likes: number; saves: number; views: number; shares: number }; viewer: { liked: boolean; saved: boolean; following: boolean } | null; view: { ticket: string; heartbeatSeconds: number } | null; publishAt: Timestamp | null; language: string; failure: { code: string; detail: string } | null; createdAt: Timestamp; updatedAt: Timestamp }

/** Post to `url` as multipart/form-data: first all `fields`, then the file as `file`. */
export type Upload = { url: string; fields: Record<string, string>; expiresAt: Timestamp }

export type LikeState = { liked: boolean; likes: number }

export type Purchase = { id: Id; reel: { id: Id; title: string; partner: { id: Id; brandName: string } }; price: { amount: number; currency: string }; status: PurchaseStatus; checkout: { url: string; expiresAt: Timestamp } | null; refund: { status: "pending" | "succeeded" | "failed"; amount: { amount: number; currency: string }; reason: string } | null; receiptNumber: string | null; createdAt: Timestamp; paidAt: Timestamp | null }

export type SaveState = { saved: boolean; saves: number }

export type ReelStatistics = { totals: { plays: number; views: number; watchSeconds: number; completions: number; likes: number; saves: number; shares: number; sales: number }; series: ({ at: string; plays: number | null; views: number | null; watchSeconds: number | null; completions: number | null; likes: number; saves: number; shares: number; sales: number })[]; retention: number[] | null; from: { feed: number | null; following: number | null; trending: number | null; search: number | null; partner: number | null; share: number | null } }

export type TrendingTag = { tag: string; reels: number }

export type OEmbed = { type: "link"; version: "1.0"; title: string; author_name: string; author_url: string; provider_name: string; provider_url: string; cache_age: number; thumbnail_url?: string; thumbnail_width?: number; thumbnail_height?: number }

export type Suggestion = { kind: "word"; text: string } | { kind: "tag"; text: string } | { kind: "partner"; text: string; id: Id }

export type Partner = { id: Id; brandName: string; website: string | null; bio: string | null; createdAt: Timestamp; reels: number; followers: number; viewer: { following: boolean } | null }

export type Receipt = { number: string; issuedAt: Timestamp; seller: { brandName: string }; buyer: { username: string; email: string | null } | null; lines: { description: string; amount: { amount: number; currency: string } }[]; total: { amount: number; currency: string }; tax: { amount: number; currency: string }; fee: { amount: number; currency: string } | null; refunds: ({ amount: { amount: number; currency: string }; status: "pending" | "succeeded"; at: Timestamp })[] }

export type Balance = { available: { amount: number; currency: string }[]; pending: { amount: number; currency: string }[]; owed: { amount: number; currency: string }[] }

export type FollowedPartner = { partner: { id: Id; brandName: string; followers: number; reels: number }; followedAt: Timestamp }

export type PayoutAccount = { status: "none" | "incomplete" | "pending" | "active" | "restricted" | "rejected" | "closed"; country: string | null; requirements: ({ description: string; dueAt: Timestamp | null })[] }

export type Payout = { id: string; amount: { amount: number; currency: string }; status: "pending" | "in_transit" | "paid" | "failed" | "canceled"; arrivesAt: Timestamp; failure: { code: string; detail: string } | null }

export type Sale = { purchaseId: Id; reel: { id: Id; title: string }; buyer: { username: string } | null; gross: { amount: number; currency: string }; fee: { amount: number; currency: string }; net: { amount: number; currency: string }; status: SaleStatus; soldAt: Timestamp }

export type SaleStatistics = { key: string; currency: string; sales: number; gross: number; refunded: number; disputed: number; fees: number; net: number }

export type PartnerStatistics = { totals: { plays: number; views: number; watchSeconds: number; completions: number; likes: number; saves: number; shares: number; sales: number; followers: number }; series: ({ at: string; plays: number | null; views: number | null; watchSeconds: number | null; completions: number | null; likes: number; saves: number; shares: number; sales: number; followers: number })[]; retention: number[] | null; from: { feed: number | null; following: number | null; trending: number | null; search: number | null; partner: number | null; share: number | null } }

export type RankedReel = { reel: { id: Id; title: string; thumbnailUrl: string }; plays: number; views: number; watchSeconds: number; completions: number; likes: number; saves: number; shares: number; sales: number }

export type FollowState = { following: boolean; followers: number }

/** A currency of ISO 4217. `minorDigits` is how many digits of an amount are decimal places: with 2, 499 is 4.99. */
export type Currency = { code: string; minorDigits: number }

/** RFC 9457. */
export type Problem = { type: string; title: string; status: number; code: ErrorCode; detail: string; requestId: string; errors?: Fault[] }

/** What each operation takes, gives and can fail with. */
export interface Operations {
  /** Change my email. */
  changeEmail: {
    input: { body: EmailChange }
    output: undefined
    error: 'EmailTaken' | 'InternalError' | 'InvalidCredentials' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Change my password. */
  changePassword: {
    input: { body: PasswordChange }
    output: undefined
    error: 'InternalError' | 'InvalidCredentials' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Delete my account. */
  deleteMe: {
    input: { body: AccountDeletion }
    output: undefined
    error: 'InternalError' | 'InvalidCredentials' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Log out everywhere else. */
  endOtherSessions: {
    input: undefined
    output: undefined
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ServiceUnavailable' | 'TooManyRequests'
  }
  /** Log out one session. */
  endSession: {
    input: { params: { sessionId: Id } }
    output: undefined
    error: 'InternalError' | 'NotAuthenticated' | 'NotFound' | 'OriginNotAllowed' | 'ServiceUnavailable' | 'TooManyRequests'
  }
  /** Ask for a link to set a new password. */
  forgotPassword: {
    input: { body: ForgottenPassword }
    output: undefined
    error: 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** My account. */
  getMe: {
    input: undefined
    output: { account: Account }
    error: 'InternalError' | 'NotAuthenticated' | 'ServiceUnavailable'
  }
  /** My sessions. */
  listSessions: {
    input: undefined
    output: { items: Session[] }
    error: 'InternalError' | 'NotAuthenticated' | 'ServiceUnavailable'
  }
  /** Log in as a partner. */
  loginPartner: {
    input: { body: Credentials }
    output: { account: Account }
    error: 'InternalError' | 'InvalidCredentials' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Log in as a user. */
  loginUser: {
    input: { body: Credentials }
    output: { account: Account }
    error: 'InternalError' | 'InvalidCredentials' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Log out. */
  logout: {
    input: undefined
    output: undefined
    error: 'InternalError' | 'OriginNotAllowed' | 'ServiceUnavailable'
  }
  /** Renew both cookies. */
  refreshSession: {
    input: undefined
    output: undefined
    error: 'InternalError' | 'OriginNotAllowed' | 'ServiceUnavailable' | 'SessionExpired'
  }
  /** Register a partner. */
  registerPartner: {
    input: { body: PartnerRegistration }
    output: { account: Account }
    error: 'BrandTaken' | 'EmailTaken' | 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Register a user. */
  registerUser: {
    input: { body: UserRegistration }
    output: { account: Account }
    error: 'EmailTaken' | 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'UsernameTaken' | 'ValidationFailed'
  }
  /** Ask for a link that confirms my email. */
  requestVerification: {
    input: undefined
    output: undefined
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ServiceUnavailable' | 'TooManyRequests'
  }
  /** Set a new password with the link from the mail. */
  resetPassword: {
    input: { body: PasswordReset }
    output: undefined
    error: 'InternalError' | 'InvalidToken' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Edit my profile. */
  updateMe: {
    input: { body: ProfileChanges }
    output: { account: Account }
    error: 'BrandTaken' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'UsernameTaken' | 'ValidationFailed'
  }
  /** Confirm an email with the link from the mail. */
  verifyEmail: {
    input: { body: EmailVerification }
    output: undefined
    error: 'EmailTaken' | 'InternalError' | 'InvalidToken' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** The reels of the partners that I follow. */
  listFollowing: {
    input: { query?: { tag?: string; price?: "free" | "paid"; limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** Tags that trend. */
  listTrendingTags: {
    input: { query?: { limit?: number } }
    output: { items: TrendingTag[] }
    error: 'InternalError' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Reels that trend. */
  listTrending: {
    input: { query?: { tag?: string; price?: "free" | "paid"; limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Begin to get paid. */
  createPayoutAccount: {
    input: { body: NewPayoutAccount }
    output: { payoutAccount: PayoutAccount }
    error: 'CountryNotSupported' | 'EmailNotVerified' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'PaymentsUnavailable' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'WrongRole'
  }
  /** Open my account at Stripe. */
  createPayoutLink: {
    input: { body: NewPayoutLink }
    output: { link: { url: string; expiresAt: Timestamp | null } }
    error: 'InternalError' | 'MalformedJson' | 'NoPayoutAccount' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'PaymentsUnavailable' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'WrongRole'
  }
  /** My balance. */
  getBalance: {
    input: undefined
    output: Balance
    error: 'InternalError' | 'NotAuthenticated' | 'PaymentsUnavailable' | 'ServiceUnavailable' | 'WrongRole'
  }
  /** My account at Stripe. */
  getPayoutAccount: {
    input: undefined
    output: { payoutAccount: PayoutAccount }
    error: 'InternalError' | 'NotAuthenticated' | 'ServiceUnavailable' | 'WrongRole'
  }
  /** What I have sold. */
  getSaleStatistics: {
    input: { query: { from: Day; to: Day; by: "day" | "reel" } }
    output: { items: SaleStatistics[] }
    error: 'InternalError' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** What all of my reels have brought. */
  getStatistics: {
    input: { query: { from: LocalDay; to: LocalDay; interval?: "day" | "hour" } }
    output: PartnerStatistics
    error: 'InternalError' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** The partners that I follow. */
  listFollows: {
    input: { query?: { limit?: number; cursor?: string } }
    output: { items: FollowedPartner[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** The reels that I bought. */
  listLibrary: {
    input: { query?: { limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** The reels that I liked. */
  listLikes: {
    input: { query?: { limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** My own reels. */
  listMyReels: {
    input: { query?: { status?: ReelStatus; q?: string; limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** My payouts. */
  listPayouts: {
    input: { query?: { limit?: number; cursor?: string } }
    output: { items: Payout[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'PaymentsUnavailable' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** My purchases. */
  listPurchases: {
    input: { query?: { status?: PurchaseStatus; limit?: number; cursor?: string } }
    output: { items: Purchase[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** My reels by what they have brought. */
  listReelStatistics: {
    input: { query: { from: LocalDay; to: LocalDay; interval?: "day" | "hour"; sort?: "views" | "watchSeconds" | "likes" | "sales"; limit?: number; cursor?: string } }
    output: { items: RankedReel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** My sales. */
  listSales: {
    input: { query?: { reel?: Id; status?: SaleStatus; from?: Day; to?: Day; limit?: number; cursor?: string } }
    output: { items: Sale[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** The reels that I saved. */
  listSaves: {
    input: { query?: { limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'NotAuthenticated' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** Follow a partner. */
  followPartner: {
    input: { params: { partnerId: Id } }
    output: FollowState
    error: 'FollowLimit' | 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PartnerNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** The profile of a partner. */
  getPartner: {
    input: { params: { partnerId: Id } }
    output: { partner: Partner }
    error: 'InternalError' | 'PartnerNotFound' | 'ServiceUnavailable'
  }
  /** Unfollow a partner. */
  unfollowPartner: {
    input: { params: { partnerId: Id } }
    output: FollowState
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PartnerNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** Close the checkout of a purchase. */
  cancelPurchase: {
    input: { params: { purchaseId: Id } }
    output: undefined
    error: 'AlreadyPaid' | 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PaymentsUnavailable' | 'PurchaseNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** A purchase of mine. */
  getPurchase: {
    input: { params: { purchaseId: Id } }
    output: { purchase: Purchase }
    error: 'InternalError' | 'NotAuthenticated' | 'PurchaseNotFound' | 'ServiceUnavailable' | 'WrongRole'
  }
  /** A receipt. */
  getReceipt: {
    input: { params: { purchaseId: Id } }
    output: { receipt: Receipt }
    error: 'InternalError' | 'NotAuthenticated' | 'PurchaseNotFound' | 'ServiceUnavailable'
  }
  /** A purchase of mine, after asking Stripe. */
  refreshPurchase: {
    input: { params: { purchaseId: Id } }
    output: { purchase: Purchase }
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PaymentsUnavailable' | 'PurchaseNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** Refund a purchase. */
  refundPurchase: {
    input: { params: { purchaseId: Id }; body: { reason: "changed_mind" | "not_as_described" | "duplicate" | "other"; note?: string } }
    output: { purchase: Purchase }
    error: 'AlreadyRefunded' | 'Disputed' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'PurchaseNotFound' | 'RefundNotAllowed' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Buy a reel. */
  buyReel: {
    input: { params: { reelId: Id }; body: { price: Money; returnUrl: string; termsVersion: string }; idempotencyKey?: string }
    output: { purchase: Purchase }
    error: 'AlreadyOwned' | 'IdempotencyKeyReused' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'NotForSale' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'PaymentsUnavailable' | 'PriceChanged' | 'ReelNotFound' | 'RequestInProgress' | 'ServiceUnavailable' | 'TermsChanged' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'WrongRole'
  }
  /** Publish a reel with a Base64 video. */
  createReel: {
    input: { body: NewReel; idempotencyKey?: string }
    output: { reel: Reel }
    error: 'IdempotencyKeyReused' | 'InternalError' | 'MalformedJson' | 'MediaUnavailable' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'RequestInProgress' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'UnsupportedVideo' | 'ValidationFailed' | 'VideoTooLarge' | 'WrongRole'
  }
  /** Create a reel and upload its video directly. */
  createUpload: {
    input: { body: NewUpload }
    output: { reel: Reel; upload: Upload }
    error: 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'VideoTooLarge' | 'WrongRole'
  }
  /** Delete a reel. */
  deleteReel: {
    input: { params: { reelId: Id } }
    output: undefined
    error: 'InternalError' | 'NotAuthenticated' | 'NotYourReel' | 'OriginNotAllowed' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** What a reel of mine has brought. */
  getReelStatistics: {
    input: { params: { reelId: Id }; query: { from: LocalDay; to: LocalDay; interval?: "day" | "hour" } }
    output: ReelStatistics
    error: 'InternalError' | 'NotAuthenticated' | 'NotYourReel' | 'ReelNotFound' | 'ServiceUnavailable' | 'ValidationFailed' | 'WrongRole'
  }
  /** One reel. */
  getReel: {
    input: { params: { reelId: Id } }
    output: { reel: Reel }
    error: 'InternalError' | 'ReelNotFound' | 'ServiceUnavailable'
  }
  /** Like a reel. */
  likeReel: {
    input: { params: { reelId: Id } }
    output: LikeState
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** The feed. */
  listReels: {
    input: { query?: { partner?: Id; tag?: string; price?: "free" | "paid"; limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Renew the addresses of a video. */
  playReel: {
    input: { params: { reelId: Id }; body: { watchedSeconds?: number } }
    output: { video: { access: "full" | "preview" | "none"; url: string | null; streamUrl: string | null; thumbnailUrl: string; expiresAt: Timestamp; durationSeconds: number; width: number; height: number; sizeBytes: number } }
    error: 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ReelNotFound' | 'ServiceUnavailable' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Publish a reel whose video was uploaded directly. */
  publishReel: {
    input: { params: { reelId: Id }; body: { fileId: string } }
    output: { reel: Reel }
    error: 'AlreadyPublished' | 'InternalError' | 'MalformedJson' | 'MediaUnavailable' | 'NotAuthenticated' | 'NotYourReel' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'UploadRejected' | 'ValidationFailed' | 'WrongRole'
  }
  /** Start the upload of a reel again. */
  renewUpload: {
    input: { params: { reelId: Id }; body: { file: UploadFile } }
    output: { reel: Reel; upload: Upload }
    error: 'AlreadyPublished' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'NotYourReel' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'VideoTooLarge' | 'WrongRole'
  }
  /** Save a reel. */
  saveReel: {
    input: { params: { reelId: Id } }
    output: SaveState
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** Tell that a reel was shared. */
  shareReel: {
    input: { params: { reelId: Id }; body: { ticket: string } }
    output: undefined
    error: 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ReelNotFound' | 'ServiceUnavailable' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
  /** Unlike a reel. */
  unlikeReel: {
    input: { params: { reelId: Id } }
    output: LikeState
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** Unsave a reel. */
  unsaveReel: {
    input: { params: { reelId: Id } }
    output: SaveState
    error: 'InternalError' | 'NotAuthenticated' | 'OriginNotAllowed' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'WrongRole'
  }
  /** Edit a reel. */
  updateReel: {
    input: { params: { reelId: Id }; body: ReelChanges }
    output: { reel: Reel }
    error: 'AlreadyPublic' | 'InternalError' | 'MalformedJson' | 'NotAuthenticated' | 'NotYourReel' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ReelNotFound' | 'ServiceUnavailable' | 'TooManyRequests' | 'UnsupportedMediaType' | 'ValidationFailed' | 'WrongRole'
  }
  /** Search partners. */
  searchPartners: {
    input: { query: { q: string; limit?: number; cursor?: string } }
    output: { items: Partner[]; nextCursor: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Search reels. */
  searchReels: {
    input: { query: { q: string; partner?: Id; tag?: string; price?: "free" | "paid"; sort?: "relevant" | "newest"; limit?: number; cursor?: string } }
    output: { items: Reel[]; nextCursor: string | null; correctedTo: string | null }
    error: 'InternalError' | 'InvalidCursor' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Suggestions while somebody types. */
  suggestSearches: {
    input: { query: { q: string } }
    output: { items: Suggestion[] }
    error: 'InternalError' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Limits and currencies. */
  getConfig: {
    input: undefined
    output: { video: { maxBase64Bytes: number; maxDirectBytes: number; acceptedTypes: string[] }; reel: { maxTitleCharacters: number; maxDescriptionCharacters: number; maxTags: number; maxTagCharacters: number; maxPriceAmount: number; publishAhead: { minSeconds: number; maxSeconds: number }; currencies: Currency[] }; password: { minCharacters: number; maxBytes: number }; follows: { maxPartners: number }; payments: { enabled: boolean; currencies: { code: string; minimum: number }[]; feePercent: number; previewSeconds: number; refundDays: number; termsVersion: string; payoutCountries: string[] }; trending: { weights: { view: number; like: number; save: number; share: number }; halfLifeHours: number; minimumAccounts: number; minimumAccountAgeHours: number; days: number }; limits: ({ name: string; quota: number; counts: "requests" | "failures" | "bytes" | "forms"; seconds: number; per: "address" | "account" | "account and address" | "account and device" | "email"; growsTo: number | null })[]; page: { defaultLimit: number; maxLimit: number } }
    error: 'InternalError' | 'ServiceUnavailable'
  }
  /** Health check. */
  getHealth: {
    input: undefined
    output: { status: "ok"; version: string; checks: { database: "ok" } }
    error: 'InternalError' | 'ServiceUnavailable'
  }
  /** This contract as an OpenAPI 3.1 document. */
  getOpenapi: {
    input: undefined
    output: Record<string, unknown>
    error: 'InternalError' | 'ServiceUnavailable'
  }
  /** What a page that links to a reel can show of it. */
  getOembed: {
    input: { query: { url: string; maxwidth?: number; maxheight?: number; format?: string } }
    output: OEmbed
    error: 'FormatNotSupported' | 'InternalError' | 'ReelNotFound' | 'ServiceUnavailable' | 'ValidationFailed'
  }
  /** Tell what was watched. */
  sendViews: {
    input: { body: Beacons }
    output: undefined
    error: 'InternalError' | 'MalformedJson' | 'OriginNotAllowed' | 'PayloadTooLarge' | 'ServiceUnavailable' | 'UnsupportedMediaType' | 'ValidationFailed'
  }
}

/** The paths as a tree, one segment a line and indented below its parent; after it its methods and operations. */
export const routes = `auth
 email PUT changeEmail
  verification POST requestVerification
  verify POST verifyEmail
 logout POST logout
 me DELETE deleteMe GET getMe PATCH updateMe
 partners
  login POST loginPartner
  register POST registerPartner
 password PUT changePassword
  forgot POST forgotPassword
  reset POST resetPassword
 refresh POST refreshSession
 sessions DELETE endOtherSessions GET listSessions
  {sessionId} DELETE endSession
 users
  login POST loginUser
  register POST registerUser
config GET getConfig
feeds
 following GET listFollowing
 trending GET listTrending
health GET getHealth
me
 balance GET getBalance
 follows GET listFollows
 library GET listLibrary
 likes GET listLikes
 payout-account POST createPayoutAccount GET getPayoutAccount
  links POST createPayoutLink
 payouts GET listPayouts
 purchases GET listPurchases
 reels GET listMyReels
 sales GET listSales
  statistics GET getSaleStatistics
 saves GET listSaves
 statistics GET getStatistics
  reels GET listReelStatistics
oembed GET getOembed
openapi.json GET getOpenapi
partners
 {partnerId} GET getPartner
  follow PUT followPartner DELETE unfollowPartner
purchases
 {purchaseId} DELETE cancelPurchase GET getPurchase
  receipt GET getReceipt
  refresh POST refreshPurchase
  refunds POST refundPurchase
reels POST createReel GET listReels
 uploads POST createUpload
 {reelId} DELETE deleteReel GET getReel PATCH updateReel
  like PUT likeReel DELETE unlikeReel
  playback POST playReel
  publish POST publishReel
  purchases POST buyReel
  save PUT saveReel DELETE unsaveReel
  shares POST shareReel
  statistics GET getReelStatistics
  uploads POST renewUpload
search
 partners GET searchPartners
 reels GET searchReels
 suggestions GET suggestSearches
tags
 trending GET listTrendingTags
views POST sendViews`
