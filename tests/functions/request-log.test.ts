import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { validBodies } from '../setup/contract/valid-bodies.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { captureLog } from '../setup/logs/capture-log.ts'
import { newPartner, newUser, type Person } from '../setup/people/people.ts'

type Line = Record<string, unknown>

// The first call of this file decides how it logs.
const NAMESPACE = 'reels-of-this-test'
const DEPLOYED = {
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_DISABLED: 'false',
  POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  APP_VERSION: '1.2.3',
}

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))

/** Makes a call and returns what was logged. */
async function call(method: string, path: string, { body, by }: { body?: unknown; by?: Person } = {}) {
  const log = captureLog()
  const cookies = [...(by?.browser.cookies ?? [])].map(([name, { value }]) => `${name}=${value}`)
  const gatewayRequestId = randomUUID()
  const answer = await callInProcess(
    `http://localhost${path}`,
    {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    },
    {
      settings: DEPLOYED,
      event: {
        cookies,
        requestContext: { requestId: gatewayRequestId, http: { method, sourceIp: '192.0.2.7' } },
      },
    },
  )
  const lines = linesOf(log.text())
  const requests = lines.filter(({ message }) => message === 'request')
  return { answer, gatewayRequestId, requests, request: requests[0] ?? {}, metrics: metricsOf(lines) }
}

/** What CloudWatch would read: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function metricsOf(lines: Line[]): Line {
  const found: Line = {}
  for (const line of lines) {
    if (!('_aws' in line)) continue
    expect(line['_aws']).toMatchObject({
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['service']] }],
    })
    expect(line['service']).toBe('reels')
    const { _aws, service, ...values } = line
    Object.assign(found, values)
  }
  return found
}

describe('the line of a request in the log', () => {
  it('says what happened, who asked and what took time', async () => {
    const partner = await newPartner()
    const { answer, gatewayRequestId, requests, request, metrics } = await call('POST', '/reels', {
      body: validBodies['createReel']?.(),
      by: partner,
    })
    expect(requests).toHaveLength(1)
    expect(request).toMatchObject({
      level: 'INFO',
      service: 'reels',
      stage: 'local',
      version: '1.2.3',
      requestId: answer.headers['x-request-id'],
      gatewayRequestId,
      method: 'POST',
      route: '/reels',
      status: 201,
      accountId: partner.id,
      role: 'partner',
      ip: '192.0.2.7',
      coldStart: true,
      imagekitCalls: 1,
    })
    expect(request['sessionId']).toMatch(/^[0-9a-f]{24}$/)
    expect(request).not.toHaveProperty('refusal')
    expect(request).not.toHaveProperty('passwordCalls')
    expect(Number(request['databaseCalls'])).toBeGreaterThan(3)
    expect(Number(request['imagekitMilliseconds'])).toBeGreaterThan(0)
    expect(Number(request['milliseconds'])).toBeGreaterThanOrEqual(Number(request['imagekitMilliseconds']))
    expect(metrics).toEqual({ ReelsPublished: 1 })

    const { reel }: { reel: { id: string } } = JSON.parse(answer.body)
    const user = await newUser()
    const liked = await call('PUT', `/reels/${reel.id}/like`, { by: user })
    expect(liked.request).toMatchObject({ params: { reelId: reel.id }, status: 200, role: 'user' })
    expect(liked.metrics).toEqual({ Likes: 1 })
    const again = await call('PUT', `/reels/${reel.id}/like`, { by: user })
    expect(again.request).toMatchObject({ coldStart: false, status: 200 })
    expect(again.metrics).toEqual({})
  })

  it('says why a request was refused, and what hashing took', async () => {
    const user = await newUser()
    const body = { email: `${randomUUID()}@example.com`, password: 'not-the-password' }
    const { request, metrics } = await call('POST', '/auth/users/login', { body })
    expect(request).toMatchObject({ status: 401, refusal: 'InvalidCredentials', passwordCalls: 1 })
    expect(Number(request['passwordMilliseconds'])).toBeGreaterThan(10)
    expect(metrics).toEqual({ LoginsRefused: 1 })
    const login = await call('POST', '/auth/users/login', {
      body: { email: user.email, password: user.password },
    })
    expect(login.request).toMatchObject({ status: 200, accountId: user.id, role: 'user' })
    expect(login.request['sessionId']).toMatch(/^[0-9a-f]{24}$/)
    const wrongRole = await call('POST', '/reels', { body: validBodies['createReel']?.(), by: user })
    expect(wrongRole.request).toMatchObject({ refusal: 'WrongRole', accountId: user.id })
    expect(wrongRole.metrics).toEqual({})
  })

  it('counts a webhook with a wrong signature', async () => {
    const { request, metrics } = await call('POST', '/webhooks/imagekit', { body: { type: 'file.created' } })
    expect(request).toMatchObject({ status: 401, refusal: 'InvalidSignature' })
    expect(metrics).toEqual({ WebhooksRefused: 1 })
  })
})

describe('the line of a job in the log', () => {
  it('says what was done and how long it took, and has the gauge that an alarm watches', async () => {
    await call('GET', '/health')
    const { jobs } = await readDeclarations(process.cwd())
    const deleteMedia = jobs.find(({ name }) => name === 'deleteMedia')
    if (!deleteMedia) throw new Error('There is no such job')
    const log = captureLog()
    await runJob(deleteMedia.job)
    const lines = linesOf(log.text())
    expect(lines.find(({ message }) => message === 'job')).toMatchObject({
      job: deleteMedia.job.summary,
      settled: expect.any(Number),
      longestWaitSeconds: expect.any(Number),
      milliseconds: expect.any(Number),
      databaseCalls: expect.any(Number),
    })
    expect(metricsOf(lines)).toMatchObject({ DeletionWait: expect.any(Number) })
  })

  it('is an error if the job fails', async () => {
    await call('GET', '/health')
    const log = captureLog()
    const job = {
      schedule: 'rate(1 day)',
      summary: 'Fails',
      run: async () => Promise.reject(new Error('x')),
    } as const
    await expect(runJob(job)).rejects.toThrow('x')
    expect(linesOf(log.text())).toContainEqual(
      expect.objectContaining({ level: 'ERROR', message: 'The job failed', job: 'Fails' }),
    )
  })
})
