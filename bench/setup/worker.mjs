// A container that is warm: imports one bundle, then handles the rounds that it is asked for over the channel to
// its parent, so many events at a time, and tells how long each took and what that cost this process.
const { handler } = await import(process.env.BENCH_ENTRY)

// What is logged goes to a pipe on Lambda, too; here nobody reads it, so it is not written at all.
process.stdout.write = () => true

process.on('message', async ({ events, concurrency }) => {
  const latencies = []
  let next = 0
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const inTurn = async () => {
    while (next < events.length) {
      const event = events[next]
      next += 1
      const sentAt = performance.now()
      const { statusCode, body } = await handler(event, {
        awsRequestId: `bench-${next}`,
        functionName: 'bench',
        getRemainingTimeInMillis: () => 28_000,
      })
      latencies.push(performance.now() - sentAt)
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
    megabytes: process.memoryUsage.rss() / 1_024 ** 2,
  })
})

process.send('ready')
