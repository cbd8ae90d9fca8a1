// Stands in for the runtime of Lambda in a fresh process: imports one bundle, hands it one event and writes what
// it answered, with what that took, to file descriptor 3. Plain JavaScript, so that nothing else is loaded.
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
// Only after the answer: when the process ends this would be too late for what runs meanwhile.
if (process.env.NODE_COMPILE_CACHE) flushCompileCache()
process.exit(0)
