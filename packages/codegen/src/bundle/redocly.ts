import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { rootFolder, specFolder } from '../folders.ts'
import { SpecError } from '../spec/references.ts'

/**
 * Runs Redocly with the spec's rules.
 *
 * @throws {SpecError} with Redocly's output, when a rule is broken
 */
export function redocly(...args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(
    'redocly',
    [...args, '--config', join(specFolder, 'redocly.yaml')],
    {
      cwd: rootFolder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  if (error) throw error
  if (status !== 0) throw new SpecError(`redocly ${args[0]}: ${stdout}${stderr}`)
}
