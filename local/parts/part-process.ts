import { type Address, CLOSE, type PartOrder, type PartReport } from './kinds.ts'

// The process of one part of the platform. `part.ts` starts it and sends it one order.

interface Started {
  address: Address
  close(): Promise<void>
}

let started: Promise<Started> | null = null

process.on('message', (message: PartOrder | typeof CLOSE) => {
  if (message === CLOSE) void close()
  else void begin(message)
})
// The process that started this one is gone, even if it was by kill -9. Otherwise this part would stay on its port.
process.on('disconnect', () => process.exit(1))
// Ctrl-C reaches every process of the terminal. The one that started this part says when to close.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

async function begin(order: PartOrder): Promise<void> {
  started = start(order)
  try {
    report({ address: (await started).address })
  } catch (error) {
    report({ failure: error instanceof Error ? error.message : String(error) })
  }
}

async function close(): Promise<void> {
  await (await started)?.close()
  process.exit(0)
}

function report(message: PartReport): void {
  process.send?.(message)
}

// Each process loads the code of its own part only.
async function start(order: PartOrder): Promise<Started> {
  const { port } = order
  switch (order.kind) {
    case 'database': {
      const { startMongo } = await import('@reels/mongo-server')
      const mongo = await startMongo({ ...order.options, port })
      return { address: { port: mongo.port, url: mongo.uri }, close: mongo.close }
    }
    case 'media server': {
      const { startMediaServer } = await import('@reels/imagekit-server')
      const media = await startMediaServer({ ...order.options, port })
      return { address: { port: media.port, url: media.url }, close: media.close }
    }
    case 'payments server': {
      const { startPaymentsServer } = await import('@reels/stripe-server')
      const payments = await startPaymentsServer({ ...order.options, port })
      return { address: { port: payments.port, url: payments.url }, close: payments.close }
    }
    case 'mailbox': {
      const { startMailbox } = await import('../mail/server.ts')
      return withPort(await startMailbox({ ...order.options, port }))
    }
    case 'player': {
      const { startWeb } = await import('../../web/serve.ts')
      return withPort(await startWeb({ ...order.options, port }))
    }
  }
}

function withPort({ url, close }: { url: string; close(): Promise<void> }): Started {
  return { address: { port: Number(new URL(url).port), url }, close }
}
