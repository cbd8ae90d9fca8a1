import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const GENERATOR = join(import.meta.dirname, 'generate.ts')

/**
 * Makes everything that follows from the declarations, in a process of its own, which loads the sources as they are now.
 * @throws Error that says what to mend if a declaration is refused
 */
export async function runGenerator(root: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [GENERATOR], { cwd: root })
  } catch (error) {
    const { stderr } = Object(error)
    throw new Error(String(stderr).trim(), { cause: error })
  }
}
