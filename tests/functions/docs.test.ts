import { readFile } from 'node:fs/promises'
import { describe, expect, inject, it } from 'vitest'
import { problems } from '#shared/contract/problems.ts'

const api = inject('apiUrl')
const LAMBDA_RESPONSE_BYTES = 6 * 1024 * 1024

describe('the page of the documentation', () => {
  it('loads its files from this API only, and runs no inline script', async () => {
    const response = await fetch(`${api}/docs`)
    const html = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const urls = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(match => match[1] ?? '')
    expect(urls.filter(url => url.startsWith('/docs/'))).toHaveLength(2)
    const later = [...html.matchAll(/data-(?:style|script)="([^"]+)"/g)].map(match => match[1] ?? '')
    expect(later.map(url => url.slice(0, '/docs/swagger-ui.'.length))).toEqual([
      '/docs/swagger-ui.',
      '/docs/swagger-ui.',
    ])
    expect(urls.filter(url => !/^(\/docs\/|\/openapi\.json$|data:,$)/.test(url))).toEqual([])
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
  })

  it('says for every code what to do about it', async () => {
    const html = await (await fetch(`${api}/docs`)).text()
    for (const code of Object.keys(problems)) expect(html).toContain(`<tr id="${code}">`)
  })

  it('has files that are cached for a year, and compressed if the client accepts that', async () => {
    const html = await (await fetch(`${api}/docs`)).text()
    for (const [, url] of html.matchAll(/"(\/docs\/[^"]+)"/g)) {
      const [packed, plain] = await Promise.all(
        ['gzip, br', 'identity'].map(encoding =>
          fetch(api + url, { headers: { 'accept-encoding': encoding } }),
        ),
      )
      expect(packed?.headers.get('content-encoding')).toBe('gzip')
      expect(plain?.headers.get('content-encoding')).toBeNull()
      expect(packed?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      const text = await plain?.text()
      expect(await packed?.text()).toBe(text)
      expect(Buffer.from(text ?? '').toString('base64').length).toBeLessThan(LAMBDA_RESPONSE_BYTES)
    }
    expect((await fetch(`${api}/docs/swagger-ui.000000000000.js`)).status).toBe(404)
  })

  it('is the page of swagger-ui-dist', async () => {
    const html = await (await fetch(`${api}/docs`)).text()
    const [, url] = /"(\/docs\/swagger-ui\.[0-9a-f]+\.js)"/.exec(html) ?? []
    const kept = await readFile('node_modules/swagger-ui-dist/swagger-ui-bundle.js', 'utf8')
    expect(await (await fetch(api + url)).text()).toBe(kept)
  })
})
