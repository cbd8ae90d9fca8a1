import { compare } from 'bcryptjs'
import { MongoClient } from 'mongodb'

// The least that a login needs: the driver, one read and one comparison of bcrypt.
const client = new MongoClient(process.env['MONGODB_URI'] ?? '', { maxPoolSize: 5 })
// Connects while Lambda initialises. A failure appears at the first query.
client.connect().catch((error: unknown) => console.warn(error))

export async function handler(event: { body: string }): Promise<{ statusCode: number; body: string }> {
  const { email, password } = JSON.parse(event.body)
  const account = await client.db().collection('users').findOne({ email })
  const isRight = await compare(password, account?.['passwordHash'])
  return { statusCode: isRight ? 200 : 401, body: JSON.stringify({ isRight }) }
}
