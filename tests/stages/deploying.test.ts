import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { stampPackage } from '../../tooling/packaging/deploy.ts'
import { packageFolder, zipsOf } from '../../tooling/packaging/package.ts'

it('a package that is deployed again gets a folder of its own in the bucket, and keeps its bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reels-package-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(packageFolder('prod'), folder, { recursive: true })
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const directoryOf = (): string =>
    JSON.parse(read('serverless-state.json'))['package']['artifactDirectoryName']
  const before = directoryOf()
  const now = new Date('2026-12-01T10:20:30.000Z')
  stampPackage(folder, now)

  expect(directoryOf()).toBe(`serverless/reels/prod/${now.getTime()}-2026-12-01T10:20:30.000Z`)
  const descriptions = readdirSync(folder).filter(file => file.endsWith('.json'))
  for (const file of descriptions) expect(read(file), file).not.toContain(before)
  const text = descriptions.map(read).join('')
  const keys = [...text.matchAll(/"S3Key": ?"([^"]+)"/g)].map(([, key]) => String(key))
  expect(new Set(keys)).toEqual(new Set(zipsOf('prod').map(zip => `${directoryOf()}/${zip}`)))
  const nested = descriptions.filter(file => file.includes('-stack-') && file.endsWith('Stack.json'))
  expect(nested.length).toBeGreaterThan(3)
  for (const file of nested)
    expect(read('cloudformation-template-update-stack.json')).toContain(`/${directoryOf()}/${file}`)
  for (const zip of zipsOf('prod')) {
    expect(readFileSync(join(folder, zip)).equals(readFileSync(join(packageFolder('prod'), zip))), zip).toBe(
      true,
    )
  }
})
