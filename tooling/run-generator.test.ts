import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runGenerator } from './run-generator.ts'

it.each([
  ['export const listTags = {', 'functions/tags/list-tags.ts:1: '],
  ["import '#domains/none.ts'", 'functions/tags/list-tags.ts: '],
  ['', 'functions/tags/list-tags.ts exports no handler\nfunctions/tags/list-tags.ts must export listTags'],
])(
  'what the generator refuses of %j is told in a line, without a stack',
  async (source, told) => {
    const root = await mkdtemp(join(tmpdir(), 'reels-generate-'))
    onTestFinished(() => rm(root, { recursive: true }))
    await mkdir(join(root, 'functions/tags'), { recursive: true })
    await mkdir(join(root, 'infrastructure'))
    await writeFile(join(root, 'infrastructure/stages.yml'), '')
    await writeFile(join(root, 'package.json'), '{"type":"module"}')
    await writeFile(join(root, 'functions/tags/list-tags.ts'), source)
    const refusal = await runGenerator(root).catch((error: Error) => error.message)
    expect(refusal).toContain(told)
    expect(refusal).not.toMatch(/\n\s+at /)
    expect(refusal).not.toContain('node_modules')
  },
  30_000,
)
