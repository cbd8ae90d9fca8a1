import mongoose, { Schema } from 'mongoose'

const { ObjectId } = Schema.Types

const account = { email: { type: String, required: true }, passwordHash: { type: String, required: true } }

export const User = mongoose.model(
  'User',
  new Schema(
    { ...account, username: { type: String, required: true }, createdAt: Date },
    { versionKey: false },
  ),
)

export const Partner = mongoose.model(
  'Partner',
  new Schema(
    { ...account, brandName: { type: String, required: true }, readyReels: Number, createdAt: Date },
    { versionKey: false },
  ),
)

const reel = new Schema(
  {
    partner: { type: ObjectId, ref: 'Partner', required: true },
    status: { type: String, enum: ['uploading', 'ready', 'failed'], required: true },
    title: { type: String, required: true, maxlength: 120 },
    description: { type: String, default: '', maxlength: 2000 },
    tags: [String],
    price: {
      amount: { type: Number, required: true, min: 0 },
      currency: { type: String, required: true, match: /^[A-Z]{3}$/ },
    },
    video: {
      fileId: String,
      path: String,
      durationSeconds: Number,
      width: Number,
      height: Number,
      sizeBytes: Number,
    },
    failure: { type: { code: String, detail: String }, default: null },
    likes: { type: Number, default: 0 },
    saves: { type: Number, default: 0 },
    publishedAt: Date,
  },
  { versionKey: false, timestamps: true },
)
reel.index({ status: 1, publishedAt: -1, _id: -1 })
reel.index({ tags: 1, status: 1, publishedAt: -1, _id: -1 })
reel.index({ partner: 1, status: 1, publishedAt: -1, _id: -1 })
export const Reel = mongoose.model('Reel', reel)

function reactions(name, collection) {
  const schema = new Schema(
    {
      user: { type: ObjectId, ref: 'User', required: true },
      reel: { type: ObjectId, ref: 'Reel', required: true },
      createdAt: Date,
    },
    { versionKey: false, collection },
  )
  schema.index({ user: 1, reel: 1 }, { unique: true })
  schema.index({ user: 1, createdAt: -1, _id: -1 })
  return mongoose.model(name, schema)
}

export const Like = reactions('Like', 'likes')
export const Save = reactions('Save', 'saves')

export const Session = mongoose.model(
  'Session',
  new Schema(
    {
      account: { type: ObjectId, required: true },
      role: { type: String, required: true },
      refreshHash: { type: String, required: true },
      previousHash: String,
      rotatedAt: Date,
      userAgent: String,
      ip: String,
      createdAt: Date,
      lastUsedAt: Date,
      expiresAt: { type: Date, index: { expires: 0 } },
    },
    { versionKey: false },
  ),
)
