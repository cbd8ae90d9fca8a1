import { randomUUID } from 'node:crypto'
import { newBrand } from '../people/brands.ts'
import { readClip } from '../videos/videos.ts'

const FILE = { name: 'clip.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
const REEL = {
  title: 'A title',
  description: 'Words.',
  tags: ['one'],
  price: { amount: 0, currency: 'USD' },
  language: 'en',
}
const PROFILE = { contactName: 'Ana', phone: '+34 600 000 000', website: 'https://a.example', bio: 'Words.' }
const NEW_PASSWORD = 'nine-green-ladders'
const RETURN_URL = 'http://localhost:4000/studio/payouts'
const NOT_THE_PASSWORD = 'not-the-password'

const base64 = (await readClip('sunrise-run.mov')).toString('base64')

/**
 * A new valid body for each operation. Registering with it succeeds. Logging in and confirming a password with it fail, so
 * that no session changes.
 */
export const validBodies: Record<string, () => Record<string, unknown>> = {
  registerUser: () => ({ ...newCredentials(), username: randomUUID().slice(0, 13).replace('-', '_') }),
  registerPartner: () => ({ ...newCredentials(), brandName: newBrand(), ...PROFILE }),
  loginUser: newCredentials,
  loginPartner: newCredentials,
  createReel: () => ({ ...REEL, video: { base64 } }),
  createUpload: () => ({ ...REEL, file: FILE }),
  renewUpload: () => ({ file: FILE }),
  buyReel: () => ({
    price: { amount: 499, currency: 'USD' },
    returnUrl: RETURN_URL,
    termsVersion: '2026-11',
  }),
  refundPurchase: () => ({ reason: 'other', note: 'Words.' }),
  playReel: () => ({ watchedSeconds: 12.5 }),
  sendViews: () => ({
    views: [{ ticket: 'A'.repeat(64), play: 'ab'.repeat(16), watched: [[0, 3.5]], ended: false }],
  }),
  shareReel: () => ({ ticket: 'A'.repeat(64) }),
  publishReel: () => ({ fileId: 'a'.repeat(24) }),
  updateReel: () => ({ ...REEL }),
  changePassword: () => ({ currentPassword: NOT_THE_PASSWORD, newPassword: NEW_PASSWORD }),
  verifyEmail: () => ({ token: 'x' }),
  changeEmail: () => ({ password: NOT_THE_PASSWORD, newEmail: newCredentials().email }),
  forgotPassword: () => ({ email: newCredentials().email, role: 'user' }),
  resetPassword: () => ({ token: 'x', newPassword: NEW_PASSWORD }),
  deleteMe: () => ({ password: NOT_THE_PASSWORD }),
  createPayoutAccount: () => ({ country: 'US', entityType: 'individual' }),
  createPayoutLink: () => ({ kind: 'onboarding', returnUrl: RETURN_URL }),
  updateMe: () => ({ brandName: newBrand(), language: 'en', ...PROFILE }),
}

function newCredentials() {
  return { email: `${randomUUID()}@example.com`, password: NEW_PASSWORD }
}
