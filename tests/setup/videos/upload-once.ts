import { readFileSync } from 'node:fs'
import { handler as listMyReels } from '#functions/me/list-my-reels.ts'
import { handler as createReel } from '#functions/reels/create-reel.ts'
import { gatewayEvent } from '#local/http-api/event.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'

// Publishes one reel through the handler and reports the memory of this process before it and at its peak.
const { cookie, body }: { cookie: string; body: string } = JSON.parse(readFileSync(0, 'utf8'))

function event(method: string, requestBody?: string) {
  return gatewayEvent({
    method,
    target: '/reels',
    route: { key: `${method} /reels`, pathParameters: {} },
    headers: { 'content-type': 'application/json', cookie },
    sourceIp: '127.0.0.1',
    ...(requestBody !== undefined && { body: requestBody }),
  })
}

const context = { awsRequestId: 'upload-once' } as Parameters<typeof createReel>[1]
// An idle container is warm: it is connected and has loaded the code of the route.
await listMyReels(event('GET'), { ...context })
const idleBytes = process.memoryUsage().rss
const { statusCode } = await createReel(event('POST', body), { ...context })
// The kernel's own high-water mark, in kilobytes.
const peakBytes = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ idleBytes, peakBytes, status: statusCode }))
await disconnectDatabase()
