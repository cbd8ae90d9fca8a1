import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePorts } from '#local/free-ports.ts'
import { type Gateway, startGateway } from '#local/gateway.ts'
import { askOddly, ODD_REQUESTS } from '../setup/gateway/odd-requests.ts'

let laptop: Gateway

beforeAll(async () => {
  const [port = 0, lambdaPort = 0] = await freePorts(2)
  laptop = await startGateway({
    root: process.cwd(),
    port,
    lambdaPort,
    environment: inject('settings'),
    print: () => undefined,
  })
})

afterAll(() => laptop.close())

describe('a laptop and the packaged functions', () => {
  it.for(ODD_REQUESTS)('answer the same to $what, $method $path', async odd => {
    const [local, packaged] = [await askOddly(laptop, odd), await askOddly({ url: inject('apiUrl') }, odd)]
    expect(packaged.outcome).toBe(odd.outcome)
    expect(local).toEqual(packaged)
  })
})
