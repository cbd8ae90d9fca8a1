import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runGenerator } from '../run-generator.ts'
import { newEndpoint } from './new-endpoint.ts'
import { planOf } from './plan.ts'
import { withRow } from './rows.ts'

const TABLES = [
  'tests/trust/authorization.test.ts',
  'tests/functions/queries.test.ts',
  'tests/contract/examples.test.ts',
]

/** A copy of the parts of this repository that `npm run new` and the generator write to. */
async function copy(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'reels-new-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'packages/client'), { recursive: true })
  for (const path of ['functions', 'generated', 'infrastructure', 'package.json', ...TABLES]) {
    await cp(path, join(root, path), { recursive: true })
  }
  for (const path of ['domains', 'shared', 'node_modules']) {
    await symlink(join(process.cwd(), path), join(root, path))
  }
  return root
}

const PLACES = [
  [['GET', '/tags'], {}, 'listTags', 'public'],
  [['POST', '/reels/{reelId}/comments'], { auth: 'user' }, 'createComment', 'user'],
  [['DELETE', '/reels/{reelId}/replies'], { auth: 'partner' }, 'deleteReply', 'partner'],
  [
    ['GET', '/partners/{partnerId}/notes'],
    { name: 'listNotesOfPartner', auth: 'account' },
    'listNotesOfPartner',
    'account',
  ],
] as const

it('the generator takes each new endpoint, and each table of tests has its row', async () => {
  const root = await copy()
  for (const [given, options] of PLACES) await newEndpoint(root, [...given], options)
  await runGenerator(root)
  const { paths } = JSON.parse(await readFile(join(root, 'generated/openapi.json'), 'utf8'))
  const client = await readFile(join(root, 'packages/client/operations.ts'), 'utf8')
  for (const [[method, path], , name] of PLACES) {
    expect(paths[path][method.toLowerCase()].operationId).toBe(name)
    expect(client).toContain(name)
    for (const table of TABLES) expect(await readFile(join(root, table), 'utf8')).toContain(name)
  }
}, 30_000)

describe('a new endpoint', () => {
  it.each(PLACES)('%j %j is %s, for %s', (given, options, name, auth) => {
    expect(planOf([...given], options)).toMatchObject({ name, auth })
  })

  it.each([
    [['GET', '/tags'], 'functions/tags/list-tags.ts'],
    [['GET', '/tags/{tagId}'], 'functions/tags/get-tag.ts'],
    [['GET', '/search/categories'], 'functions/search/list-categories.ts'],
  ])('%j is in %s', (given, file) => {
    expect(planOf(given, {}).file).toBe(file)
  })

  it.each([
    [['GET'], {}, 'The path must have the form'],
    [['GTE', '/tags'], {}, 'Give a method'],
    [['GET', 'tags'], {}, 'tags must have the form'],
    [['GET', '/tags', '/more'], {}, 'Give a method'],
    [['POST', '/tags'], {}, 'Say who may call it'],
    [['GET', '/tags'], { auth: 'everybody' }, 'Say who may call it'],
  ])('%j %j is refused: %s', (given, options, told) => {
    expect(() => planOf(given, options)).toThrow(told)
  })

  it.each([
    [['GET', '/reels'], {}, 'GET /reels is listReels already.'],
    [['GET', '/likes'], {}, 'There is a listLikes already.'],
  ])('%j %j is not written: %s', async (given, options, told) => {
    await expect(newEndpoint(process.cwd(), given, options)).rejects.toThrow(told)
  })

  it('is refused if a table has no place for its row', () => {
    expect(() => withRow('const TABLE = {}', 'row', 'table.ts')).toThrow('table.ts has lost the comment')
  })
})
