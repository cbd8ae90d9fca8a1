const { createRequire } = require('node:module')
const { readFileSync, readdirSync, writeFileSync, mkdirSync } = require('node:fs')
const { join } = require('node:path')
const { splitTemplate } = require('./split-template.ts')

const PREFIX = 'cloudformation-template-stack-'

/**
 * A plugin of the Serverless Framework: the functions of each folder below `functions/` get a stack of their own,
 * nested in that of the stage, because CloudFormation takes 500 resources in one stack and a function needs six. They
 * are deployed and rolled back together with the root.
 *
 * serverless-plugin-split-stacks asks AWS while it packages what is deployed, and decides by that. Packaging here
 * needs no credentials, and gives the same templates on every machine.
 */
module.exports = class NestedStacks {
  constructor(serverless) {
    this.serverless = serverless
    this.provider = serverless.getProvider('aws')
    this.hooks = {
      'before:aws:package:finalize:saveServiceState': () => this.split(),
      'after:aws:deploy:deploy:uploadArtifacts': () => this.upload(),
    }
  }

  split() {
    const { service } = this.serverless
    const { naming } = this.provider
    const seeds = new Map()
    for (const [name, { handler }] of Object.entries(service.functions)) {
      const [, folder] = /\bfunctions\/([\w-]+)\//.exec(handler) ?? []
      if (!folder) throw new Error(`${name} is not in a folder of functions/: ${handler}`)
      seeds.set(naming.getLambdaLogicalId(name), stackOf(folder))
      seeds.set(naming.getLogGroupLogicalId(name), stackOf(folder))
    }
    const bucket = `\${${naming.getDeploymentBucketLogicalId()}}`
    const stacks = splitTemplate(service.provider.compiledCloudFormationTemplate, seeds, stack => ({
      'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${bucket}/${service.package.artifactDirectoryName}/${fileOf(stack)}`,
    }))
    mkdirSync(this.folder(), { recursive: true })
    for (const [stack, template] of stacks)
      writeFileSync(join(this.folder(), fileOf(stack)), `${JSON.stringify(template, null, 2)}\n`)
  }

  /** Puts the templates of the nested stacks beside the zips, where the root expects them. */
  async upload() {
    const { service } = this.serverless
    if (service.provider.shouldNotDeploy) return
    const { S3Client, PutObjectCommand } = createRequire(require.resolve('serverless'))('@aws-sdk/client-s3')
    const client = new S3Client(await this.provider.getAwsSdkV3Config())
    const Bucket = await this.provider.getServerlessDeploymentBucketName()
    for (const file of readdirSync(this.folder()).filter(name => name.startsWith(PREFIX))) {
      const Key = `${service.package.artifactDirectoryName}/${file}`
      const Body = readFileSync(join(this.folder(), file))
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
    }
  }

  folder() {
    return join(this.serverless.serviceDir, '.serverless')
  }
}

const stackOf = folder => `${folder.replace(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase())}Stack`
const fileOf = stack => `${PREFIX}${stack}.json`
