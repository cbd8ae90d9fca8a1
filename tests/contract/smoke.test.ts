import { createServer } from 'node:http'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { smoke } from '#tooling/packaging/smoke.ts'

/** Another server at the address of a stage. */
async function impostor(status: number, body: string, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

describe('the smoke test', () => {
  it('finds nothing wrong with this API', async () => {
    const findings = await smoke(inject('apiUrl'))
    expect(findings.filter(({ fault }) => fault)).toEqual([])
    expect(findings.length).toBeGreaterThan(5)
  })

  it('fails at every step if everything answers 502', async () => {
    const findings = await smoke(await impostor(502, 'Bad Gateway'))
    expect(findings.filter(({ fault }) => !fault)).toEqual([])
  })

  it('fails for a page that always answers 200 and allows every origin', async () => {
    const url = await impostor(200, '<html>"status":"ok" "items":[]</html>', {
      'access-control-allow-origin': 'https://nobody.invalid',
    })
    const findings = await smoke(url)
    expect(findings.filter(({ fault }) => !fault)).toEqual([])
  })

  it('fails if nothing listens at the address', async () => {
    const [first] = await smoke('http://127.0.0.1:9')
    expect(first?.fault).toContain('failed')
  })
})
