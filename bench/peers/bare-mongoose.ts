import mongoose, { Schema } from 'mongoose'

// The cost of Mongoose alone: one model with a few fields, and one read.
const Reel = mongoose.model('Reel', new Schema({ title: String, publishedAt: Date }, { collection: 'reels' }))
// Connects while Lambda initialises. A failure appears at the first query.
mongoose
  .connect(process.env['MONGODB_URI'] ?? '', { maxPoolSize: 5, autoIndex: false, autoCreate: false })
  .catch((error: unknown) => console.warn(error))

export async function handler(): Promise<{ statusCode: number; body: string }> {
  return { statusCode: 200, body: JSON.stringify(await Reel.findOne().lean()) }
}
