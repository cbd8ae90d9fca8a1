import { EXAMPLE_VIDEO } from '#domains/media/example-video.ts'

/** One operation of the walk through the collection. */
export interface Stop {
  operation: string
  /**
   * Values for its path, its query or fields of its body. If left out, a parameter of the path is the variable with its
   * name, and everything else is the document's example.
   */
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
  /** Who is logged in when it ends. */
  as: 'user' | 'partner' | null
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
 * An order in which every operation succeeds when they are run one after the other, any number of times. What is not here
 * is added by `wholeWalk`: only what must be at its place, or keeps something, has to be here.
 */
export const WALK: readonly Part[] = [
  {
    name: 'Without a login',
    description: 'Requests that do not need a login',
    as: null,
    stops: [],
  },
  {
    name: 'A partner publishes',
    description: 'Registering also logs in. The cookies are kept',
    as: 'partner',
    stops: [
      {
        operation: 'registerPartner',
        sends: { email: 'partner-{{$timestamp}}@example.com', brandName: 'Salt & Light {{$timestamp}}' },
        keeps: { partnerEmail: 'account.email', partnerId: 'account.id' },
      },
      'getMe',
      'updateMe',
      { operation: 'createReel', keeps: { reelId: 'reel.id' } },
      'getReel',
      'playReel',
      'updateReel',
      { operation: 'getSharePage', sends: { code: '{{shareCode}}' }, needs: 'shareCode' },
      { operation: 'getOembed', sends: { url: '{{baseUrl}}/s/{{shareCode}}' }, needs: 'shareCode' },
      'getPartner',
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
    as: 'user',
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
      'shareReel',
      'likeReel',
      'listLikes',
      'followPartner',
      'listFollows',
      'listFollowing',
      'unfollowPartner',
      'unlikeReel',
      'saveReel',
      'listSaves',
      'listLibrary',
      'unsaveReel',
      'listPurchases',
      // A reel that can be bought needs a partner whom Stripe pays.
      {
        operation: 'buyReel',
        sends: { reelId: '{{soldReelId}}' },
        needs: 'soldReelId',
        keeps: { purchaseId: 'purchase.id' },
      },
      { operation: 'getPurchase', needs: 'purchaseId' },
      { operation: 'refreshPurchase', needs: 'purchaseId' },
      { operation: 'cancelPurchase', needs: 'purchaseId' },
      { operation: 'refundPurchase', sends: { purchaseId: '{{paidPurchaseId}}' }, needs: 'paidPurchaseId' },
      { operation: 'getReceipt', sends: { purchaseId: '{{paidPurchaseId}}' }, needs: 'paidPurchaseId' },
    ],
  },
  {
    name: 'The account',
    description: 'Sessions and passwords of the account that is logged in, here the user',
    as: 'user',
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
      'endSession',
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
    as: 'partner',
    stops: [{ operation: 'loginPartner', sends: { email: '{{partnerEmail}}' } }, 'deleteReel', 'logout'],
  },
]
