import { EXAMPLE_VIDEO } from '#domains/media/example-video.ts'

/** One operation of the walk through the collection. */
export interface Stop {
  operation: string
  /** Values for its path or for fields of its body, instead of the document's example. */
  sends?: Record<string, unknown>
  /** Variables for later operations, by their path in the answer: `reel.id`. */
  keeps?: Record<string, string>
  /** Skipped while this variable is empty. */
  needs?: string
  /** Variables that get another value once it has succeeded. */
  sets?: Record<string, string>
}

export interface Part {
  name: string
  description: string
  stops: (string | Stop)[]
}

const NEW_PASSWORD = 'nine-green-ladders'

/** What `SEND_FILE` sends. A file of any other size is refused. */
const FILE = {
  name: 'morning-waves.webm',
  sizeBytes: Buffer.from(EXAMPLE_VIDEO, 'base64').length,
  mimeType: 'video/webm',
}

/** The step that sends the file to the media service, which is not an operation of this API. */
export const SEND_FILE = 'sendFile'

/**
 * Every operation once, in an order in which each succeeds when they are run one after the other, any number of times.
 */
export const WALK: readonly Part[] = [
  {
    name: 'Without a login',
    description: 'Requests that do not need a login',
    stops: [
      'getHealth',
      'getConfig',
      'getOpenapi',
      'getDocs',
      'listReels',
      'listTrending',
      'listTrendingTags',
    ],
  },
  {
    name: 'A partner publishes',
    description: 'Registering also logs in. The cookies are kept',
    stops: [
      {
        operation: 'registerPartner',
        sends: { email: 'partner-{{$timestamp}}@example.com', brandName: 'Salt & Light {{$timestamp}}' },
        keeps: { partnerEmail: 'account.email', partnerId: 'account.id' },
      },
      'getMe',
      'updateMe',
      { operation: 'createReel', keeps: { reelId: 'reel.id' } },
      { operation: 'getReel', sends: { reelId: '{{reelId}}' } },
      { operation: 'playReel', sends: { reelId: '{{reelId}}' } },
      { operation: 'updateReel', sends: { reelId: '{{reelId}}' } },
      { operation: 'getSharePage', sends: { code: '{{shareCode}}' }, needs: 'shareCode' },
      { operation: 'getOembed', sends: { url: '{{baseUrl}}/s/{{shareCode}}' }, needs: 'shareCode' },
      { operation: 'getPartner', sends: { partnerId: '{{partnerId}}' } },
      { operation: 'searchReels', sends: { q: 'morning waves' } },
      { operation: 'searchPartners', sends: { q: 'salt' } },
      { operation: 'suggestSearches', sends: { q: 'mor' } },
      { operation: 'createUpload', keeps: { uploadedReelId: 'reel.id' } },
      {
        operation: 'renewUpload',
        sends: { reelId: '{{uploadedReelId}}', file: FILE },
        keeps: { uploadUrl: 'upload.url', uploadFields: 'upload.fields' },
      },
      { operation: SEND_FILE, keeps: { fileId: 'fileId' } },
      { operation: 'publishReel', sends: { reelId: '{{uploadedReelId}}', fileId: '{{fileId}}' } },
      'listMyReels',
      { operation: 'createPayoutAccount', needs: 'partnerIsVerified' },
      'getPayoutAccount',
      { operation: 'createPayoutLink', needs: 'partnerIsVerified' },
      'getBalance',
      'listPayouts',
      'listSales',
      { operation: 'getSaleStatistics', sends: { from: '2026-01-01', to: '2026-12-31', by: 'day' } },
      {
        operation: 'getReelStatistics',
        sends: { reelId: '{{reelId}}', from: '2026-11-01', to: '2026-11-30' },
      },
      { operation: 'getStatistics', sends: { from: '2026-01-01', to: '2026-12-31' } },
      { operation: 'listReelStatistics', sends: { from: '2026-01-01', to: '2026-12-31' } },
    ],
  },
  {
    name: 'A user likes and saves',
    description: 'Another account logs in instead of the partner',
    stops: [
      {
        operation: 'registerUser',
        sends: {
          email: 'user-{{$timestamp}}@example.com',
          username: 'user_{{$timestamp}}',
          password: '{{password}}',
        },
        keeps: { userEmail: 'account.email', userId: 'account.id' },
      },
      'sendViews',
      { operation: 'shareReel', sends: { reelId: '{{reelId}}' } },
      { operation: 'likeReel', sends: { reelId: '{{reelId}}' } },
      'listLikes',
      { operation: 'followPartner', sends: { partnerId: '{{partnerId}}' } },
      'listFollows',
      'listFollowing',
      { operation: 'unfollowPartner', sends: { partnerId: '{{partnerId}}' } },
      { operation: 'unlikeReel', sends: { reelId: '{{reelId}}' } },
      { operation: 'saveReel', sends: { reelId: '{{reelId}}' } },
      'listSaves',
      'listLibrary',
      { operation: 'unsaveReel', sends: { reelId: '{{reelId}}' } },
      'listPurchases',
      // A reel that can be bought needs a partner whom Stripe pays.
      {
        operation: 'buyReel',
        sends: { reelId: '{{soldReelId}}' },
        needs: 'soldReelId',
        keeps: { purchaseId: 'purchase.id' },
      },
      { operation: 'getPurchase', sends: { purchaseId: '{{purchaseId}}' }, needs: 'purchaseId' },
      { operation: 'refreshPurchase', sends: { purchaseId: '{{purchaseId}}' }, needs: 'purchaseId' },
      { operation: 'cancelPurchase', sends: { purchaseId: '{{purchaseId}}' }, needs: 'purchaseId' },
      { operation: 'refundPurchase', sends: { purchaseId: '{{paidPurchaseId}}' }, needs: 'paidPurchaseId' },
      { operation: 'getReceipt', sends: { purchaseId: '{{paidPurchaseId}}' }, needs: 'paidPurchaseId' },
    ],
  },
  {
    name: 'The account',
    description: 'Sessions and passwords of the account that is logged in, here the user',
    stops: [
      'refreshSession',
      { operation: 'listSessions', keeps: { sessionId: 'items.0.id' } },
      'endOtherSessions',
      {
        operation: 'changePassword',
        sends: { currentPassword: '{{password}}', newPassword: NEW_PASSWORD },
        sets: { password: NEW_PASSWORD },
      },
      'requestVerification',
      {
        operation: 'changeEmail',
        sends: { password: '{{password}}', newEmail: 'new-{{$timestamp}}@example.com' },
      },
      { operation: 'verifyEmail', sends: { token: '{{emailToken}}' }, needs: 'emailToken' },
      { operation: 'endSession', sends: { sessionId: '{{sessionId}}' } },
      { operation: 'forgotPassword', sends: { email: '{{userEmail}}', role: 'user' } },
      {
        operation: 'resetPassword',
        sends: { token: '{{resetToken}}', newPassword: NEW_PASSWORD },
        needs: 'resetToken',
      },
      { operation: 'loginUser', sends: { email: '{{userEmail}}', password: '{{password}}' } },
      { operation: 'deleteMe', sends: { password: '{{password}}' } },
    ],
  },
  {
    name: 'The partner comes back',
    description: 'The partner deletes the reel',
    stops: [
      { operation: 'loginPartner', sends: { email: '{{partnerEmail}}' } },
      { operation: 'deleteReel', sends: { reelId: '{{reelId}}' } },
      'logout',
    ],
  },
]
