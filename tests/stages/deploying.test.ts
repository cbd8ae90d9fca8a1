import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
  const template = read('cloudformation-template-update-stack.json')
  expect(template).not.toContain(before)
  expect(read('serverless-state.json')).not.toContain(before)
  const keys = [...template.matchAll(/"S3Key": ?"([^"]+)"/g)].map(([, key]) => key)
  expect(keys.sort()).toEqual(
    zipsOf('prod')
      .map(zip => `${directoryOf()}/${zip}`)
      .sort(),
  )
  for (const zip of zipsOf('prod')) {
    expect(readFileSync(join(folder, zip)).equals(readFileSync(join(packageFolder('prod'), zip))), zip).toBe(
      true,
    )
  }
})
