/** As many as one call takes. */
const MOST = 10

/**
 * Secrets of a stage from SSM Parameter Store, decrypted. One call at cold start.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 * @param names of at most ten parameters directly below the path
 * @throws Error that names the path and those that are not there
 */
export async function readSecrets(path: string, names: readonly string[]): Promise<Record<string, string>> {
  if (names.length > MOST) throw new Error(`${names.length} secrets are more than one call takes`)
  if (names.length === 0) return {}
  // Only a deployed stage loads the client, which the Lambda runtime brings.
  const { GetParametersCommand, SSMClient } = await import('@aws-sdk/client-ssm')
  const client = new SSMClient({ maxAttempts: 3 })
  const command = new GetParametersCommand({
    Names: names.map(name => `${path}/${name}`),
    WithDecryption: true,
  })
  const { Parameters = [], InvalidParameters = [] } = await client.send(command).catch((cause: unknown) => {
    throw new Error(`The secrets below ${path} cannot be read`, { cause })
  })
  if (InvalidParameters.length > 0) throw new Error(`There is no ${InvalidParameters.join(', ')}`)
  return Object.fromEntries(
    Parameters.flatMap(({ Name = '', Value }) =>
      Value === undefined ? [] : [[Name.slice(Name.lastIndexOf('/') + 1), Value]],
    ),
  )
}
