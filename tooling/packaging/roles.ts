import { type Deployment, pascalCase, type RolePermission } from './deployment.ts'

// The parameters are those of infrastructure/stages.yml. No wildcard: a test refuses it.
const STATEMENTS: Record<RolePermission, { Action: string; Resource: unknown }> = {
  // From the one address of the stage.
  mail: {
    Action: 'ses:SendEmail',
    Resource: {
      'Fn::Sub': 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${param:mailIdentity}',
    },
  },
  // The key of AWS itself, `aws/ssm`, which encrypts them, needs no permission.
  secrets: {
    Action: 'ssm:GetParametersByPath',
    Resource: {
      'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${param:secretsPath}',
    },
  },
}

/** The logical id of the role that a function has: one for each folder and set of permissions. */
export function roleOf({ folder, permissions }: Pick<Deployment, 'folder' | 'permissions'>): string {
  return `${pascalCase(folder)}${['log', ...permissions].map(pascalCase).join('')}Role`
}

/**
 * The roles of all functions. Each lets its functions write to their own logs, and do what they declare. A role
 * belongs to one folder, because its policy names the logs, and IAM takes 10,240 characters: about sixty logs.
 */
export function rolesOf(deployments: readonly Deployment[]): Record<string, unknown> {
  const byRole = Map.groupBy(deployments, roleOf)
  return Object.fromEntries(
    [...byRole].sort(([a], [b]) => a.localeCompare(b)).map(([id, functions]) => [id, roleFor(functions)]),
  )
}

function roleFor(functions: readonly Deployment[]) {
  const logs = functions.map(({ name }) => ({ 'Fn::GetAtt': [`${pascalCase(name)}LogGroup`, 'Arn'] }))
  const permissions = functions[0]?.permissions ?? []
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        // The log groups themselves are made by the stack, with their retention.
        policy('log', { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs }),
        ...permissions.map(permission => policy(permission, STATEMENTS[permission])),
      ],
    },
  }
}

function policy(name: string, statement: { Action: unknown; Resource: unknown }) {
  return {
    PolicyName: name,
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] },
  }
}
