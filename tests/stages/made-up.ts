import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ALREADY_BUILT, copyZips, packageFolder, packageStage } from '#tooling/packaging/package.ts'

/** Functions beside the real ones, by folder: what a community would bring. */
const FUNCTIONS = {
  views: {
    busy: ['recordView', 'recordProgress'],
    usual: ['listHistory', 'getViewCount'],
    rare: ['clearHistory', 'exportHistory'],
  },
  search: {
    busy: ['searchUsers', 'suggestTerms'],
    usual: ['searchComments', 'listTrends'],
    rare: ['listRecentSearches', 'clearRecentSearches'],
  },
  follows: {
    usual: ['followUser', 'unfollowUser', 'listFollowed', 'listFollowers'],
    rare: ['blockUser', 'unblockUser'],
  },
  comments: {
    busy: ['listComments'],
    usual: ['createComment', 'listReplies', 'likeComment', 'unlikeComment'],
    rare: ['updateComment', 'deleteComment', 'pinComment', 'hideComment', 'reportComment'],
  },
  notifications: {
    usual: ['listNotifications', 'readNotifications'],
    rare: ['getPreferences', 'updatePreferences', 'registerDevice', 'deleteDevice'],
  },
  feeds: {
    busy: ['listFollowedReels'],
    usual: ['listSuggestedReels', 'listTagReels'],
    rare: ['hideReel'],
  },
  reports: {
    rare: ['createReport', 'listReports', 'getReport', 'resolveReport', 'appealReport', 'exportReports'],
  },
  jobs: {
    job: ['countComments', 'rankTrends', 'sendNotifications', 'indexReels', 'pruneHistory'],
  },
  service: { withoutDatabase: ['getTerms', 'getStatus'] },
}

export const MADE_UP_NAMES = Object.values(FUNCTIONS)
  .flatMap(shares => Object.values(shares))
  .flat()

/** What packaging needs of the repository. */
const PARTS = [
  'functions',
  'generated',
  'infrastructure',
  'packages',
  'package.json',
  'serverless.yml',
  'domains',
  'shared',
  'tooling',
]

/**
 * Packages a stage with the real functions and the made-up ones, in a temporary copy of the repository, and returns
 * the root of that copy. The real functions must be packaged already: nothing is built, and a made-up function has
 * the zip of a real one.
 */
export function packageWithMadeUp(stage: string): string {
  const root = mkdtempSync(join(tmpdir(), 'reels-with-made-up-'))
  for (const name of PARTS) cpSync(name, join(root, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  for (const [folder, shares] of Object.entries(FUNCTIONS)) {
    mkdirSync(join(root, 'functions', folder), { recursive: true })
    for (const [share, names] of Object.entries(shares)) {
      for (const name of names)
        writeFileSync(join(root, 'functions', folder, `${kebabCase(name)}.ts`), source(folder, name, share), {
          // A real function that has come since must not be lost.
          flag: 'wx',
        })
    }
  }
  run(root, 'node', ['tooling/generate.ts'])
  const folder = join(root, packageFolder(stage))
  copyZips(packageFolder(stage), folder)
  for (const name of MADE_UP_NAMES) copyFileSync(join(folder, 'preflight.zip'), join(folder, `${name}.zip`))
  packageStage(stage, { root, environment: ALREADY_BUILT })
  return root
}

function source(folder: string, name: string, share: string): string {
  return folder === 'jobs' ? jobSource(name) : endpointSource(folder, name, share)
}

function endpointSource(folder: string, name: string, share: string): string {
  const [, verb = ''] = /^([a-z]+)/.exec(name) ?? []
  const declaration = {
    method: METHODS[verb] ?? 'PUT',
    path: `/made-up/${folder}/${kebabCase(name)}`,
    summary: `Made up: ${name}`,
    auth: 'public',
    unlisted: true,
    ...(share === 'withoutDatabase' && { withoutDatabase: true }),
    ...((share === 'busy' || share === 'rare') && { deploy: { share } }),
    success: { status: 204 },
    errors: [],
  }
  return `import { defineEndpoint } from '#shared/http/endpoint.ts'
export const ${name} = defineEndpoint({ ...${JSON.stringify(declaration)}, async handle() {} })
export const handler = () => {}
`
}

function jobSource(name: string): string {
  return `import { defineJob } from '#shared/runtime/jobs/job.ts'
export const ${name} = defineJob({ schedule: 'rate(1 hour)', summary: 'Made up', run: async () => ({}) })
export const handler = () => {}
`
}

const METHODS: Record<string, string> = {
  get: 'GET',
  list: 'GET',
  search: 'GET',
  create: 'POST',
  record: 'POST',
  receive: 'POST',
  delete: 'DELETE',
  clear: 'DELETE',
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function run(root: string, command: string, args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}
