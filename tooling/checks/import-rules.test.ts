import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readImports } from './import-graph.ts'
import { brokenRules, circles } from './import-rules.ts'

describe('the rules of imports', () => {
  it.each([
    ['functions/reels/like.ts', '#functions/reels/get.ts', 'is one Lambda'],
    ['functions/reels/like.ts', '#domains/reels/model.ts', 'does not query'],
    ['functions/reels/like.ts', '#domains/accounts/user-model.ts', 'does not query'],
    ['functions/reels/like.ts', '#domains/reels/collections.ts', 'does not query'],
    ['functions/reels/like.ts', '../../local/settings.ts', 'what surrounds it'],
    ['domains/reels/liking.ts', '#functions/reels/get.ts', 'to the domain'],
    ['domains/reels/liking.ts', '#shared/http/endpoint.ts', 'does not know HTTP'],
    ['domains/reels/liking.ts', '#domains/feed/page.ts', 'know the other domains'],
    ['domains/feed/page.ts', '#domains/upkeep/recount.ts', 'the highest domain'],
    ['shared/http/lambda.ts', '#domains/reels/liking.ts', 'nothing of the product'],
    ['shared/sessions/tokens.ts', '#shared/http/cookies.ts', 'the highest floor'],
    ['shared/contract/fields.ts', '#shared/sessions/tokens.ts', 'above contract'],
    ['shared/runtime/log.ts', '#shared/contract/fields.ts', 'the lowest floor'],
    ['shared/runtime/log.ts', '@reels/mongo-server', 'what surrounds it'],
    ['shared/http/lambda.ts', '../config.ts', 'is on no floor'],
    ['packages/client/index.ts', '../../shared/http/endpoint.ts', 'stands alone'],
    ['packages/client/index.ts', '@reels/mongo-server', 'stands alone'],
    ['packages/client/index.ts', '@reels/stand-in', 'stands alone'],
    ['packages/stripe-server/app.ts', '../stand-in/start.ts', 'stands alone'],
    ['packages/stand-in/start.ts', '../stripe-server/app.ts', 'stands alone'],
    ['web/app.tsx', '../shared/contract/fields.ts', 'through its API'],
    ['tooling/checks/links.ts', '../../tests/setup/people.ts', 'serve these folders'],
    ['bench/cold.ts', '../tests/setup/people.ts', 'tests and benches both need'],
  ])('refuse that %s imports %s', (from, to, instead) => {
    const root = repository({ [from]: `import { a } from '${to}'` })
    expect(brokenRules(readImports(root))).toEqual([expect.stringContaining(instead)])
  })

  it.each([
    "import type { A } from '#shared/http/endpoint.ts'",
    "export { a } from '#shared/http/endpoint.ts'",
    "export * from '#shared/http/endpoint.ts'",
    "const a = await import('#shared/http/endpoint.ts')",
    "let a: typeof import('#shared/http/endpoint.ts')",
    "const a = require('#shared/http/endpoint.ts')",
  ])('see an import in: %s', code => {
    expect(brokenRules(readImports(repository({ 'domains/reels/liking.ts': code })))).toHaveLength(1)
  })

  it('allow each floor those below it, and the types of the client', () => {
    const root = repository({
      'functions/reels/like.ts':
        "import type { Reel } from '#client'\nimport '#domains/reels/liking.ts'\nimport '#shared/http/lambda.ts'",
      'domains/feed/page.ts': "import '#domains/reels/model.ts'\nimport '#shared/sessions/tokens.ts'",
      'domains/reels/liking.ts': "import './model.ts'\nimport '#shared/contract/fields.ts'",
      'shared/http/lambda.ts': "import '#shared/sessions/tokens.ts'\nimport '#shared/runtime/log.ts'",
      'web/app.tsx': "import { createClient } from '#client'",
      'packages/stripe-server/app.ts': "import { readBody } from '@reels/stand-in'",
    })
    const imports = readImports(root)
    expect(imports).toHaveLength(11)
    expect(brokenRules(imports)).toEqual([])
    expect(circles(imports)).toEqual([])
  })
})

describe('circles', () => {
  it('are found between files', () => {
    const root = repository({
      'domains/reels/a.ts': "import './b.ts'",
      'domains/reels/b.ts': "import type { C } from './c.ts'",
      'domains/reels/c.ts': "import './a.ts'",
    })
    expect(circles(readImports(root))).toEqual([
      expect.stringContaining(
        'domains/reels/a.ts → domains/reels/b.ts → domains/reels/c.ts → domains/reels/a.ts',
      ),
    ])
  })

  it('are found between folders, with the imports that make them', () => {
    const root = repository({
      'domains/reels/a.ts': "import '#domains/media/a.ts'",
      'domains/media/b.ts': "import '#domains/reels/b.ts'",
    })
    expect(circles(readImports(root))).toEqual([
      expect.stringMatching(
        /domains\/media → domains\/reels → domains\/media.*\n.*media\/b\.ts imports .*\n.*reels\/a\.ts imports /,
      ),
    ])
  })

  it('are not reported for a test that imports a higher folder', () => {
    const root = repository({
      'packages/client/server.ts': "import './wire/a.ts'",
      'packages/client/wire/a.test.ts': "import '../server.ts'",
    })
    expect(circles(readImports(root))).toEqual([])
  })
})

function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'imports-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const imports = {
    '#functions/*': './functions/*',
    '#domains/*': './domains/*',
    '#shared/*': './shared/*',
    '#client': './packages/client/index.ts',
  }
  const all = {
    'package.json': JSON.stringify({ imports }),
    'packages/client/package.json': '{ "name": "@reels/client", "exports": "./index.ts" }',
    'packages/mongo-server/package.json': '{ "name": "@reels/mongo-server", "exports": "./server.ts" }',
    'packages/stripe-server/package.json': '{ "name": "@reels/stripe-server", "exports": "./index.ts" }',
    'packages/stand-in/package.json': '{ "name": "@reels/stand-in", "exports": "./index.ts" }',
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}
