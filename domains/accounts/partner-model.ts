import { Schema, type Types } from 'mongoose'
import { CASE_INSENSITIVE } from '#domains/accounts/email.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'

export interface Partner {
  _id: Types.ObjectId
  brandName: string
  email: string
  passwordHash: string
  contactName: string | null
  phone: string | null
  website: string | null
  bio: string | null
  /** How many of its reels are public: derived, recounted by a job. */
  readyReels: number
  createdAt: Date
}

const optionalText = { type: String, default: null }

export const PartnerModel = defineModel(
  'Partner',
  new Schema<Partner>(
    {
      brandName: { type: String, required: true },
      email: { type: String, required: true },
      passwordHash: { type: String, required: true },
      contactName: optionalText,
      phone: optionalText,
      website: optionalText,
      bio: optionalText,
      readyReels: { type: Number, default: 0 },
      createdAt: { type: Date, required: true },
    },
    { collection: 'partners', versionKey: false },
  )
    // [2 partners-email] Only this index stops two registrations with one email that arrive at once.
    .index({ email: 1 }, { unique: true, collation: CASE_INSENSITIVE }),
)
