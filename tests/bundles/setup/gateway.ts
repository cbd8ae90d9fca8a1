import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gateway } from '#local/gateway.ts'
import { gatewayEvent, scheduleEvent } from '#local/http-api/event.ts'
import { findRoute } from '#local/http-api/routing.ts'
import type { HttpResponse } from '#shared/http/call.ts'
import type { DeployedFunction } from '#tooling/packaging/deployed-functions.ts'
import { serveOnLoopback } from './loopback.ts'
import {
  type EnvironmentOptions,
  type LambdaEnvironment,
  type Outcome,
  startEnvironment,
} from './runtime-api.ts'

/** Paths below this call a scheduled function. The API has no such path. */
export const SCHEDULE_PATH = '/-/schedule/'

/**
 * An HTTP API on loopback that calls the packaged functions as AWS does: each in its own processes, in a new one if all are
 * busy, and with a 500 of the gateway if a function fails.
 */
export async function startBundleGateway(
  functions: readonly DeployedFunction[],
  options: Omit<EnvironmentOptions, 'deployed'>,
): Promise<Gateway> {
  const routes = functions.flatMap(target => target.routes.map(key => ({ key, target })))
  const environments = new Map<DeployedFunction, LambdaEnvironment[]>()

  async function invoke(deployed: DeployedFunction, event: unknown): Promise<Outcome> {
    const started = environments.get(deployed) ?? []
    environments.set(deployed, started)
    let environment = started.find(each => !each.isBusy() && !each.hasEnded())
    if (!environment) {
      environment = await startEnvironment({ deployed, ...options })
      started.push(environment)
    }
    const outcome = await environment.invoke(event)
    if ('failure' in outcome) options.print(`${deployed.name} failed: ${outcome.failure}\n`)
    return outcome
  }

  const server = await serveOnLoopback(async (request, body, response) => {
    const path = new URL(request.url ?? '/', 'https://gateway.example').pathname
    if (path.startsWith(SCHEDULE_PATH)) {
      const job = functions.find(({ name }) => name === path.slice(SCHEDULE_PATH.length))
      const outcome = job ? await invoke(job, scheduleEvent()) : { failure: 'There is no such job' }
      response.writeHead('failure' in outcome ? 500 : 200).end(JSON.stringify(outcome))
      return
    }
    const found = findRoute(routes, request.method ?? 'GET', path)
    if (!found) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
      return
    }
    const event = gatewayEvent({
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      route: found.route,
      headers: headersOf(request),
      body,
      sourceIp: request.socket.remoteAddress?.replace('::ffff:', '') ?? '',
    })
    send(response, await invoke(found.target, event))
  })
  const ended = Promise.withResolvers<string>()
  return {
    url: server.url,
    // It is in this process, and ends only when it is closed.
    ended: ended.promise,
    async close() {
      await server.close()
      for (const environment of [...environments.values()].flat()) await environment.close()
      ended.resolve('closed')
    },
  }
}

/** The headers of the request, except those about this gateway: the event has those of the HTTP API. */
function headersOf({ headers: { host, connection, ...rest } }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  )
}

function send(response: ServerResponse, outcome: Outcome): void {
  if ('failure' in outcome) {
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}')
    return
  }
  const { statusCode, headers, cookies, body, isBase64Encoded }: HttpResponse = JSON.parse(outcome.payload)
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  response.writeHead(statusCode, [
    ...sent.flat(),
    ...(cookies ?? []).flatMap(cookie => ['set-cookie', cookie]),
  ])
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))
}
