import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { onTestFinished } from 'vitest'
import { MerchantClient } from './merchant-client.ts'

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

export interface SandboxProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly env: NodeJS.Dict<string>
  readonly merchant: MerchantClient
  /** Calls the control API. */
  readonly control: <T>(method: string, path: string, body?: object) => Promise<T>
  /** Resolves with the exit code when the process has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts the program of the sandbox. It ends with the test at the latest, also when an assertion failed: the run would
 * wait for it for ever.
 */
export function spawnSandbox(args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], options)
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/**
 * Starts a sandbox process as a user does, and waits until it is ready.
 *
 * @param problems destination of its error output; the caller must read it
 */
export async function startProcess(
  args: readonly string[],
  problems: 'inherit' | 'pipe' = 'inherit',
): Promise<SandboxProcess> {
  const child = spawnSandbox(['--port', '0', '--json', ...args], { stdio: ['ignore', 'pipe', problems] })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const diedEarly = exited.then(([code]) => {
    throw new Error(`the sandbox ended with ${code} before it was ready: ${args.join(' ')}`)
  })
  diedEarly.catch(() => {}) // later ends are nobody's concern here
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), diedEarly])) as [string]
  const { url, envFile } = JSON.parse(line) as { url: string; envFile: string }
  const env = parseEnv(await readFile(envFile, 'utf8'))
  return {
    child,
    url,
    env,
    merchant: new MerchantClient({
      url,
      merchant: {
        mchid: env['WECHATPAY_MCHID'] ?? '',
        appid: env['WECHATPAY_APPID'] ?? '',
        serviceId: env['WECHATPAY_SERVICE_ID'] ?? '',
        privateKey: env['WECHATPAY_MERCHANT_PRIVATE_KEY'] ?? '',
        certificateSerial: env['WECHATPAY_MERCHANT_CERTIFICATE_SERIAL'] ?? '',
      },
    }),
    async control<T>(method: string, path: string, body?: object) {
      const response = await fetch(`${url}/_sandbox/api${path}`, {
        method,
        ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      })
      return (await response.json()) as T
    },
    async end(signal) {
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}
