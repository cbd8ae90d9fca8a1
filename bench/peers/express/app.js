import bcrypt from 'bcryptjs'
import cookieParser from 'cookie-parser'
import express from 'express'
import mongoose from 'mongoose'
import serverless from 'serverless-http'
import { Partner, User } from './models.js'
import { createReel, likeReel, listReels, listSaves } from './reels.js'
import { only, problem, startSession, viewer } from './sessions.js'

mongoose.set('bufferCommands', false)
// While Lambda initialises, once for the life of the container.
let connecting
function connect() {
  connecting ??= mongoose
    .connect(process.env.MONGODB_URI, { autoIndex: false, maxPoolSize: 5, serverSelectionTimeoutMS: 4000 })
    .catch(error => {
      connecting = undefined
      throw error
    })
  return connecting
}
connect().catch(error => console.warn(error))

const COLLATION = { locale: 'en', strength: 2 }

function logIn(Model, role, present) {
  return async (request, response) => {
    const { email, password } = request.body ?? {}
    if (typeof email !== 'string' || typeof password !== 'string') {
      return problem(response, 422, 'ValidationFailed', 'email or password is missing')
    }
    const account = await Model.findOne({ email }).collation(COLLATION).lean()
    if (!account || !(await bcrypt.compare(password, account.passwordHash))) {
      return problem(response, 401, 'InvalidCredentials')
    }
    await startSession(account._id, role, request, response)
    response.json({ account: present(account) })
  }
}

const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.use((request, response, next) => {
  const startedAt = performance.now()
  response.set({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  })
  response.on('finish', () => {
    const milliseconds = Math.round(performance.now() - startedAt)
    console.log(
      JSON.stringify({ message: 'request', path: request.path, status: response.statusCode, milliseconds }),
    )
  })
  next()
})
app.use(cookieParser())
app.use(express.json({ limit: '6mb' }))
app.use(viewer)

app.get('/reels', listReels)
app.post('/reels', only('partner'), createReel)
app.put('/reels/:reelId/like', only('user'), likeReel)
app.get('/me/saves', only('user'), listSaves)
app.post(
  '/auth/users/login',
  logIn(User, 'user', ({ _id, email, username, createdAt }) => ({
    id: String(_id),
    role: 'user',
    email,
    username,
    createdAt,
  })),
)
app.post(
  '/auth/partners/login',
  logIn(Partner, 'partner', ({ _id, email, brandName, createdAt }) => ({
    id: String(_id),
    role: 'partner',
    email,
    brandName,
    createdAt,
  })),
)

app.use((_request, response) => problem(response, 404, 'NotFound'))
app.use((error, _request, response, _next) => {
  if (error instanceof mongoose.Error.ValidationError) {
    return problem(response, 422, 'ValidationFailed', error.message)
  }
  if (error.type === 'entity.parse.failed') return problem(response, 400, 'MalformedJson')
  console.error(error)
  problem(response, 500, 'InternalError')
})

const handle = serverless(app)

export async function handler(event, context) {
  await connect()
  return handle(event, context)
}
