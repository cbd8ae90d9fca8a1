import { authenticate } from '#shared/http/authenticate.ts'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { carryOut } from '#shared/http/carry-out.ts'
import { type Handler, lambdaWith } from '#shared/http/stack.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'
import { log } from '#shared/runtime/log.ts'
import { runsAsLambda } from '#shared/runtime/public-config.ts'

export function lambda(endpoint: AnyEndpoint): Handler {
  if (endpoint.withoutDatabase) throw new Error(`${endpoint.path} needs lambdaWithoutDatabase`)
  // While Lambda initialises, so that it overlaps with the rest of the cold start. The first request tries again.
  if (runsAsLambda()) connectDatabase().catch(reportMissingDatabase)
  return lambdaWith({ prepare: loadConfig, authenticate, carryOut }, endpoint)
}

function reportMissingDatabase(error: unknown): void {
  log().warn('The database does not answer yet', { error: error instanceof Error ? error : String(error) })
}
