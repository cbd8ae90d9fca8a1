import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createGeneratorSync } from 'json-schema-faker'
import { inject } from 'vitest'
import type { DeclaredEndpoint } from '#tooling/contract/declarations.ts'
import { newAddress } from '../people/addresses.ts'
import { newPartner, newUser, type Person } from '../people/people.ts'
import { publishReel } from '../videos/videos.ts'
import { contract, type JsonSchema, openapi, operationOf } from './contract.ts'

const REDOCLY = join(
  dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')),
  'bin/cli.js',
)

/** Makes up a value for a schema of the document (json-schema-faker). */
type Fake = (schema: object) => unknown

interface Report {
  /** The statuses on the wire: `200`, `401` … */
  statuses: string[]
  /** What Redocly found that differs from the document. */
  faults: string[]
}

/**
 * Requests and checks by independent tools: json-schema-faker makes up every value from the schemas of the OpenAPI
 * document, and Redocly's Respect sends the requests and checks status, content type and schema of each answer against the
 * document. The same seed makes the same requests.
 */
export async function sendFaked(seed: number, count: number): Promise<Report> {
  // Several, because each may write only so much in a minute.
  const users = await Promise.all(Array.from({ length: 8 }, newUser))
  const people = { users, partner: await newPartner() }
  // These end the session that they are sent with, because the password of the document's example is the right one.
  const leavers = new Map([
    ['deleteMe', await newUser()],
    ['logout', await newUser()],
  ])
  const ids: Record<string, string> = {
    reelId: (await publishReel(people.partner)).id,
    partnerId: people.partner.id,
    sessionId: '0'.repeat(24),
  }
  const deleted = (await publishReel(people.partner)).id
  const fakes = [{}, {}, { useExamplesValue: true }, { optionalsProbability: 1, maxLength: 60 }].map(
    (options, index) => {
      const generator = createGeneratorSync({ seed: seed + index, ...options })
      return (schema: object) => generator.generate({ ...schema, components: openapi.components })
    },
  )
  const workflows = Array.from({ length: count }, (_, index) => {
    const declared = contract[index % contract.length]
    const round = Math.floor(index / contract.length)
    const fake = fakes[round % fakes.length]
    if (!declared || !fake) throw new Error('There is nothing to ask for')
    const known = declared.name === 'deleteReel' ? { ...ids, reelId: deleted } : ids
    return { workflowId: `request-${index}`, steps: [step(declared, fake, round, known)] }
  })
  return respect(workflows)

  function step(declared: DeclaredEndpoint, fake: Fake, round: number, known: Record<string, string>) {
    const { parameters = [], requestBody } = operationOf(declared)
    const cookie = cookiesFor(declared, round)
    const schema = requestBody?.content['application/json'].schema
    // Every third body has only the right form: lengths, patterns and required fields are ignored.
    const body = schema && plain(fake, round % 3 === 2 ? loosened(schema) : schema)
    return {
      stepId: 'send',
      operationId: `$sourceDescriptions.reels.${declared.name}`,
      parameters: [
        ...parameters
          .filter(parameter => parameter.required || round % 2 === 1)
          .map(parameter => ({
            in: parameter.in,
            name: parameter.name,
            value: (round % 4 < 3 && known[parameter.name]) || plain(fake, parameter.schema),
          })),
        ...(cookie === '' ? [] : [{ in: 'header', name: 'cookie', value: cookie }]),
      ],
      ...(schema && { requestBody: { contentType: 'application/json', payload: body } }),
      successCriteria: [{ condition: statusBelow500(declared) }],
    }
  }

  function cookiesFor({ name, endpoint }: DeclaredEndpoint, round: number): string {
    // Logging in would end the session that the request is sent with.
    if (endpoint.auth === 'public') return ''
    const user = leavers.get(name) ?? people.users[round % people.users.length] ?? null
    const right = endpoint.auth === 'partner' ? people.partner : user
    const wrong = endpoint.auth === 'user' ? people.partner : user
    const who: (Person | null)[] = [right, right, right, wrong, null]
    const person = who[round % who.length]
    return [...(person?.browser.cookies ?? [])].map(([name, { value }]) => `${name}=${value}`).join('; ')
  }
}

/** What is not implemented has not failed: such an operation says so with 501. */
function statusBelow500(declared: DeclaredEndpoint): string {
  const isPartial = '501' in operationOf(declared).responses
  return isPartial ? '$statusCode < 500 || $statusCode == 501' : '$statusCode < 500'
}

/** A value without `$`, which begins an expression for Respect. */
function plain(fake: Fake, schema: object): unknown {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = fake(schema)
    if (!JSON.stringify(value).includes('$')) return value
  }
  throw new Error(`Everything made from ${JSON.stringify(schema).slice(0, 200)} has a $ in it`)
}

function loosened(schema: JsonSchema): JsonSchema {
  if (schema.$ref) return loosened(openapi.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const { type, properties, items, anyOf } = schema
  return {
    ...(type && { type }),
    ...(items && { items: loosened(items) }),
    ...(anyOf && { anyOf: anyOf.map(loosened) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, loosened(inner)]),
      ),
    }),
  }
}

async function respect(workflows: object[]): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'reels-respect-'))
  const relay = await openRelay()
  try {
    await writeFile(join(folder, 'openapi.json'), JSON.stringify(openapi))
    const description = {
      arazzo: '1.0.1',
      info: { title: 'Requests made from the document', version: '1.0.0' },
      sourceDescriptions: [{ name: 'reels', type: 'openapi', url: 'openapi.json' }],
      workflows,
    }
    await writeFile(join(folder, 'requests.arazzo.json'), JSON.stringify(description))
    const options = ['--server', `reels=${relay.url}`, '--max-steps', String(workflows.length)]
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [REDOCLY, 'respect', 'requests.arazzo.json', ...options],
      { cwd: folder, maxBuffer: 2 ** 28, env: { ...process.env, REDOCLY_TELEMETRY: 'off', NO_COLOR: '1' } },
    ).catch((failure: { stdout: string; stderr: string }) => failure)
    return { statuses: relay.statuses, faults: faultsIn(stdout + stderr, workflows.length) }
  } finally {
    await relay.close()
    await rm(folder, { recursive: true })
  }
}

function faultsIn(output: string, count: number): string[] {
  if (output.includes(`Workflows: ${count} passed, ${count} total`)) return []
  return [output.slice(output.indexOf('Failed tests info')).slice(0, 20_000)]
}

/** Passes each request on from a new address, because limits are counted by address and would soon be reached. */
async function openRelay() {
  const { port } = new URL(inject('apiUrl'))
  const statuses: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const options = { host: '127.0.0.1', port, method, path, headers, localAddress: newAddress() }
    const forwarded = request(options, answer => {
      statuses.push(String(answer.statusCode))
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on('error', error => outgoing.destroy(error))
    incoming.pipe(forwarded)
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    statuses,
    close: () => new Promise(closed => server.close(closed)),
  }
}
