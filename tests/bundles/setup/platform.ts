import type { TestProject } from 'vitest/node'
import { type DeployedFunction, readTemplate } from '#tooling/packaging/deployed-functions.ts'
import { packageFolder } from '#tooling/packaging/package.ts'
import { startUnderTest } from '../../setup/platform/platform.ts'
import { startBundleGateway } from './gateway.ts'
import { startParameterStore } from './parameter-store.ts'
import { makeSandbox } from './sandbox.ts'

declare module 'vitest' {
  interface ProvidedContext {
    deployed: DeployedFunction[]
    /** The folder of the unpacked bundles, with a folder for each function. */
    taskRoots: Record<string, string>
  }
}

/** Every stage has the same functions. This one takes a test key of Stripe, as a laptop does. */
const STAGE = 'staging'

/** Secrets of a stage, which refuses those of a laptop. */
const secrets = {
  SESSION_KEYS: `tests:${'a-secret-of-the-packaged-bundles'.repeat(2)}`,
  IMAGEKIT_PRIVATE_KEY: 'private_of_the_packaged_bundles',
  IMAGEKIT_WEBHOOK_SECRET: 'whsec_of_the_packaged_bundles',
  STRIPE_SECRET_KEY: 'sk_test_of_the_packaged_bundles',
  STRIPE_WEBHOOK_SECRETS:
    'account:whsec_of_the_packaged_bundles_1,connect:whsec_of_the_packaged_bundles_2,thin:whsec_of_the_packaged_bundles_3',
}

const IMAGEKIT_PUBLIC_KEY = 'public_of_the_packaged_bundles'

/** Settings that differ from stage to stage: this one stands in for AWS, ImageKit and the rest of the world. */
const GIVEN_TO_THE_STAGE = [
  'ALLOWED_ORIGINS',
  'MAIL_FROM',
  'PLAYER_URL',
  'PASSWORD_RESET_URL',
  'EMAIL_VERIFICATION_URL',
  'IMAGEKIT_URL_ENDPOINT',
  'IMAGEKIT_API_URL',
  'IMAGEKIT_UPLOAD_URL',
  'PAYMENTS_ENABLED',
  'STRIPE_API_URL',
]

/** Starts database, media server and mailbox, and the functions that `npm run package` has built. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = process.cwd()
  const functions = readTemplate(packageFolder(STAGE))
  const sandbox = await makeSandbox(root, functions)
  const closing = [() => sandbox.remove()]
  const closeAll = async () => {
    for (const close of closing.reverse()) await close()
  }
  const stop = await startUnderTest(project, {
    settings: { ...secrets, IMAGEKIT_PUBLIC_KEY },
    async startApi(environment, print) {
      const store = await startParameterStore({ ...secrets, MONGODB_URI: environment['MONGODB_URI'] ?? '' })
      closing.push(() => store.close())
      const services = {
        ...Object.fromEntries(GIVEN_TO_THE_STAGE.map(name => [name, environment[name] ?? ''])),
        IMAGEKIT_PUBLIC_KEY,
        AWS_ENDPOINT_URL_SSM: store.url,
        AWS_ENDPOINT_URL_SESV2: environment['AWS_ENDPOINT_URL_SESV2'] ?? '',
      }
      return startBundleGateway(functions, { sandbox, services, print })
    },
  }).catch(async (error: unknown) => {
    await closeAll()
    throw error
  })
  project.provide('deployed', functions)
  project.provide(
    'taskRoots',
    Object.fromEntries(functions.map(({ name }) => [name, sandbox.taskRoot(name)])),
  )
  return async () => {
    await stop()
    await closeAll()
  }
}
