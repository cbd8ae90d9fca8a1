// Stands in for the runtime of Lambda in a fresh process. Imports one bundle, passes it one event and writes its answer and
// its figures to file descriptor 3. Plain JavaScript, so that nothing else is loaded.
import { readFileSync, writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'

const { handler } = await import(process.env.BENCH_ENTRY)
const importedAt = performance.now()
const event = JSON.parse(readFileSync(process.env.BENCH_EVENT, 'utf8'))
const response = await handler(event, {
  awsRequestId: 'bench',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 28_000,
})
const answeredAt = performance.now()
const { user, system } = process.cpuUsage()
writeSync(
  3,
  JSON.stringify({
    importMilliseconds: importedAt,
    answerMilliseconds: answeredAt,
    cpuMilliseconds: (user + system) / 1_000,
    peakMegabytes: process.resourceUsage().maxRSS / 1_024,
    response,
  }),
)
// After the answer, so that it does not count, and before the process ends, so that the next one finds the cache.
if (process.env.NODE_COMPILE_CACHE) flushCompileCache()
process.exit(0)
