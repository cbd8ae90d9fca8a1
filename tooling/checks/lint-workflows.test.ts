import { describe, expect, it } from 'vitest'
import { faultsInWorkflow, faultsInWorkflows, pinsIn } from './lint-workflows.ts'

const workflow = (step: string, permissions = 'contents: read') => `on: push
permissions:
  ${permissions}
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - ${step}
`
const COMMIT = '3d3c42e5aac5ba805825da76410c181273ba90b1'

describe('the workflows', () => {
  it('have no faults', async () => {
    expect(await faultsInWorkflows(process.cwd())).toEqual([])
  })
})

describe('a workflow', () => {
  it.each([
    ['an action by its tag', 'uses: actions/checkout@v7', 'is not pinned to a commit'],
    ['an action without its version', `uses: actions/checkout@${COMMIT}`, 'does not say its version'],
    ['a property that does not exist', 'run: echo ${{ github.no_such_thing }}', 'no_such_thing'],
    ['text of strangers in a shell', 'run: echo "${{ github.event.pull_request.title }}"', 'untrusted'],
    ['a step that does nothing', 'name: nothing', 'run'],
  ])('must not have %s', async (_, step, told) => {
    const faults = await faultsInWorkflow(workflow(step), 'x.yml')
    expect(faults.join('\n')).toContain(told)
  })

  it.each(['npm ci', 'npm install --no-save x', 'npx serverless deploy', 'yarn add x'])(
    'must not run `%s` in a job that may ask for a token',
    async command => {
      const step = `run: ${command}`
      const told = 'x.yml one installs packages in a job that may ask for a token'
      expect(await faultsInWorkflow(workflow(step, 'id-token: write'), 'x.yml')).toEqual([told])
      expect(await faultsInWorkflow(workflow(step, 'contents: read'), 'x.yml')).toEqual([])
    },
  )

  it('must name its images with their digests', async () => {
    const withImage = (image: string) =>
      workflow('run: echo').replace('    steps:', `    container:\n      image: ${image}\n    steps:`)
    const digest = `sha256:${'0'.repeat(64)}`
    expect(await faultsInWorkflow(withImage(`node:24.21.0-trixie@${digest}`), 'x.yml')).toEqual([])
    for (const image of ['node:24-trixie', 'node', `node@${digest.slice(0, -1)}`])
      expect(await faultsInWorkflow(withImage(image), 'x.yml')).toEqual([
        `x.yml ${image} is not pinned to a digest`,
      ])
  })

  it('can have an action with commit and version', async () => {
    const text = workflow(`uses: actions/checkout@${COMMIT} # v7.0.1`)
    expect(await faultsInWorkflow(text, 'x.yml')).toEqual([])
  })

  it('must pin an action to the same commit as the others', () => {
    const texts = [`      - uses: a/b@${COMMIT} # v1.0.0`, `      - uses: a/b@${'0'.repeat(40)} # v1.0.0`]
    expect(pinsIn(texts).get('a/b')?.size).toBe(2)
  })
})
