import { type AnyEndpoint, requestFor } from '#shared/http/call.ts'
import { type Handler, lambdaWith } from '#shared/http/stack.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

/** Makes a Lambda without database, sessions and secrets: it starts in a fraction of the time. */
export function lambdaWithoutDatabase(endpoint: AnyEndpoint): Handler {
  if (!endpoint.withoutDatabase || endpoint.auth !== 'public') {
    throw new Error(`${endpoint.path} must declare withoutDatabase and be public`)
  }
  return lambdaWith(
    {
      prepare: async () => publicConfig(),
      authenticate: () => undefined,
      // Nothing is stored here, so nothing needs an id.
      carryOut: async call => endpoint.handle(requestFor(call, '')),
    },
    endpoint,
  )
}
