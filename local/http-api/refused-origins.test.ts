import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

const { refusedOrigins } = createRequire(import.meta.url)('./refused-origins.cjs')
const HOST = 'localhost:3000'

it('names each origin that was refused once, with the setting, and no other', () => {
  const said: string[] = []
  const answer = refusedOrigins((text: string) => said.push(text))
  const allowed = (origin: string) => ({ 'access-control-allow-origin': origin })
  answer({ host: HOST }, {})
  answer({ host: HOST, origin: `http://${HOST}` }, allowed('http://localhost:4000'))
  answer({ host: HOST, origin: 'http://localhost:4000' }, allowed('http://localhost:4000'))
  answer({ host: HOST, origin: 'null' }, allowed('http://localhost:4000'))
  answer({ host: HOST, origin: 'http://a.example/\nforged' }, allowed('http://localhost:4000'))
  expect(said).toEqual([])
  for (let n = 0; n < 2; n += 1) {
    answer({ host: HOST, origin: 'http://a.example' }, allowed('http://localhost:4000'))
  }
  expect(said).toEqual([
    'The origin http://a.example may not call this API. To allow it, add it to ALLOWED_ORIGINS in .env.',
  ])
})
