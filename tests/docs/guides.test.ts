import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, it } from 'vitest'
import { publishSampleContent } from '#local/sample-content/publish.ts'

async function blocks(file: string, language: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  const found = [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))]
  return found
    .map(match => match[1])
    .join('\n')
    .replace('http://localhost:3000', inject('apiUrl'))
}

describe('the code of a guide', () => {
  it('works: fetch', async () => {
    await publishSampleContent(inject('apiUrl'))
    const script = await blocks('docs/fetch.md', 'js')
    const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script])
    expect(stdout.trim()).not.toBe('')
  })

  it('works: curl', async () => {
    await publishSampleContent(inject('apiUrl'))
    const folder = await mkdtemp(join(tmpdir(), 'reels-curl-'))
    const script = await blocks('docs/curl.md', 'sh')
    const { stdout, stderr } = await promisify(execFile)('bash', ['-ec', script], { cwd: folder })
    await rm(folder, { recursive: true })
    expect(stderr).toBe('')
    expect(stdout).toContain('"username":"ana.reels"')
    expect(stdout).toContain('204\n')
    expect(stdout).toContain('"code":"ValidationFailed"')
  })
})
