import * as z from 'zod'
import { Id } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { endSessionById } from '#shared/sessions/ending.ts'

export const endSession = defineEndpoint({
  method: 'DELETE',
  path: '/auth/sessions/{sessionId}',
  summary: 'Log out one session',
  description:
    'Also succeeds if the session has already ended. Ending the current session clears the cookies.',
  auth: 'account',
  params: z.strictObject({ sessionId: Id }),
  success: { status: 204, cookies: 'perhaps cleared' },
  errors: ['NotFound'],
  deploy: { share: 'rare' },

  async handle({ params, viewer, setSession }) {
    await endSessionById(viewer.id, params.sessionId)
    if (params.sessionId === viewer.sessionId) setSession(null)
  },
})

export const handler = lambda(endSession)
