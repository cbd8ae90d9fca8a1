import { type AnyEndpoint, requestFor } from '#shared/http/call.ts'
import { type Handler, lambdaWith } from '#shared/http/stack.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

/**
 * Makes the Lambda of an endpoint that needs no database. Its bundle holds no database, no sessions and no secrets:
 * it starts in a fraction of the time, and it cannot know who calls.
 * @throws Error if the endpoint does not declare `withoutDatabase`, or is not public
 */
export function lambdaWithoutDatabase(endpoint: AnyEndpoint): Handler {
  if (!endpoint.withoutDatabase || endpoint.auth !== 'public') {
    throw new Error(`${endpoint.path} must declare withoutDatabase and be public`)
  }
  return lambdaWith(
    {
      prepare: async () => publicConfig(),
      authenticate: () => undefined,
      carryOut: async call => endpoint.handle(requestFor(call, NO_ID)),
    },
    endpoint,
  )
}

/** Nothing is stored here, so nothing needs an id. */
const NO_ID = ''
