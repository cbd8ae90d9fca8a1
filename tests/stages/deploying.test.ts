import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { deployPackage, stampPackage } from '#tooling/packaging/deploy.ts'
import { packageFolder, zipsOf } from '#tooling/packaging/package.ts'
import { BUCKET, startAws } from './aws-stand-in.ts'
import { stacksIn, textsIn } from './stages.ts'

const copyOfPackage = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'reels-package-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(packageFolder('prod'), folder, { recursive: true })
  return folder
}

it('a package that is deployed again gets a folder of its own in the bucket, and keeps its bytes', () => {
  const folder = copyOfPackage()
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

it('one command uploads the templates of all stacks to the addresses that the root names, and updates the root', async () => {
  const aws = await startAws()
  onTestFinished(aws.close)
  const folder = copyOfPackage()
  const { hasSucceeded } = await deployPackage('prod', folder, { ...process.env, ...aws.environment })
  expect(hasSucceeded).toBe(true)

  const stacks = stacksIn(folder)
  const urls = Object.entries(stacks.get('root')?.Resources ?? {})
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .map(([id, { Properties }]): [string, string] => [id, String(textsIn(Properties['TemplateURL'])[0])])
  expect(urls.map(([id]) => id).sort()).toEqual([...stacks.keys()].filter(name => name !== 'root').sort())
  for (const [id, url] of urls) {
    const address = url
      .replace('${AWS::Region}', 'eu-west-1')
      .replace('${AWS::URLSuffix}', 'amazonaws.com')
      .replace('${ServerlessDeploymentBucket}', BUCKET)
    const prefix = `https://s3.eu-west-1.amazonaws.com/${BUCKET}/`
    expect(address.startsWith(prefix), address).toBe(true)
    const uploaded = aws.bucket.get(address.slice(prefix.length))
    expect(JSON.parse(String(uploaded)), id).toEqual(JSON.parse(readTemplate(folder, id)))
  }
  const zips = [...aws.bucket.keys()].filter(key => key.endsWith('.zip'))
  expect(zips).toHaveLength(zipsOf('prod').length)
  const updates = aws.calls.filter(({ action }) => action === 'UpdateStack')
  expect(updates.map(({ parameters }) => parameters.get('StackName'))).toEqual(['reels-prod'])
  expect(updates[0]?.parameters.get('TemplateURL')).toContain(
    `${BUCKET}/${[...aws.bucket.keys()].find(key => key.endsWith('compiled-cloudformation-template.json'))}`,
  )
})

it('a deployment that was rolled back fails, and names the stack that did it', async () => {
  const aws = await startAws()
  onTestFinished(aws.close)
  aws.outcome = 'UPDATE_ROLLBACK_COMPLETE'
  const { hasSucceeded, output } = await deployPackage('prod', copyOfPackage(), {
    ...process.env,
    ...aws.environment,
  })
  expect(hasSucceeded).toBe(false)
  expect(output).toContain('AuthStack')
})

const readTemplate = (folder: string, stack: string): string =>
  readFileSync(join(folder, `cloudformation-template-stack-${stack}.json`), 'utf8')
