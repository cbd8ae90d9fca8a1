import { createHash, randomBytes } from 'node:crypto'
import jwt from 'jsonwebtoken'
import mongoose from 'mongoose'
import { Session } from './models.js'

const ACCESS_SECONDS = 15 * 60
const REFRESH_SECONDS = 30 * 24 * 60 * 60
const [keyid, secret] = process.env.SESSION_KEYS.split(':')
const claims = { issuer: `reels-${process.env.STAGE}`, audience: 'reels-api' }

export async function startSession(account, role, request, response) {
  const id = new mongoose.Types.ObjectId(randomBytes(12))
  const refresh = randomBytes(32).toString('base64url')
  const now = new Date()
  await Session.create({
    _id: id,
    account,
    role,
    refreshHash: createHash('sha256').update(refresh).digest('hex'),
    rotatedAt: now,
    userAgent: request.get('user-agent'),
    ip: request.ip,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + REFRESH_SECONDS * 1000),
  })
  const access = jwt.sign({ role, sid: String(id) }, secret, {
    ...claims,
    algorithm: 'HS256',
    keyid,
    subject: String(account),
    expiresIn: ACCESS_SECONDS,
  })
  const cookie = { httpOnly: true, sameSite: 'lax', secure: process.env.STAGE !== 'local' }
  response.cookie('reels_access', access, { ...cookie, path: '/', maxAge: ACCESS_SECONDS * 1000 })
  response.cookie('reels_refresh', `${id}.${refresh}`, {
    ...cookie,
    path: '/auth',
    maxAge: REFRESH_SECONDS * 1000,
  })
}

/** Who calls, as far as the cookie says. */
export function viewer(request, _response, next) {
  try {
    const token = jwt.verify(request.cookies.reels_access ?? '', secret, { ...claims, algorithms: ['HS256'] })
    request.viewer = { id: token.sub, role: token.role, sessionId: token.sid }
  } catch {
    request.viewer = null
  }
  next()
}

/** Only for an account of this role that is logged in, in a session that has not ended. */
export function only(role) {
  return async (request, response, next) => {
    const { viewer: caller } = request
    if (!caller) return problem(response, 401, 'NotAuthenticated')
    if (caller.role !== role) return problem(response, 403, 'WrongRole')
    const isAlive = await Session.exists({ _id: caller.sessionId, expiresAt: { $gt: new Date() } })
    if (!isAlive) return problem(response, 401, 'NotAuthenticated')
    next()
  }
}

export function problem(response, status, code, detail) {
  response.status(status).type('application/problem+json').json({ status, code, detail })
}
