// A warm container. Imports one bundle, then handles the rounds that its parent sends, with the given number of events at a
// time, and reports how long each event took and what the round cost this process.
const { handler } = await import(process.env.BENCH_ENTRY)

// On Lambda the log goes to a pipe. Here nothing reads it, so it is not written.
process.stdout.write = () => true

process.on('message', async ({ events, concurrency }) => {
  const latencies = []
  let next = 0
  let bytes = 0
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const inTurn = async () => {
    while (next < events.length) {
      const event = events[next]
      next += 1
      const sentAt = performance.now()
      const { statusCode, body, isBase64Encoded } = await handler(event, {
        awsRequestId: `bench-${next}`,
        functionName: 'bench',
        getRemainingTimeInMillis: () => 28_000,
      })
      latencies.push(performance.now() - sentAt)
      bytes = Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
      if (statusCode >= 400) throw new Error(`${statusCode} ${body}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, inTurn))
  const milliseconds = performance.now() - startedAt
  const { user, system } = process.cpuUsage(before)
  process.send({
    latencies,
    milliseconds,
    cpuMilliseconds: (user + system) / 1_000,
    bytes,
    megabytes: process.memoryUsage.rss() / 1_024 ** 2,
  })
})

process.send('ready')
