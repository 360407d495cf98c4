import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface RunningWechatPay {
  /** The address of the API and of the page. */
  readonly url: string
  /** The environment variables that `WechatPay.fromEnv()` reads. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

export interface WechatPayOptions {
  /** Default: 8420, or any free port if that one is taken. */
  readonly port?: number
  /** The folder of the database. Default: in memory. */
  readonly folder?: string
  readonly notifyUrl: string
}

/** The sandbox did not start. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** @throws {StartError} with the reason why the sandbox did not start */
export async function startWechatPay(options: WechatPayOptions): Promise<RunningWechatPay> {
  const child = fork(fileURLToPath(new URL('wechat-pay.ts', import.meta.url)), [JSON.stringify(options)])
  const exited = once(child, 'exit')
  const started = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!started) throw new StartError('沙箱没有启动 · the sandbox did not start')
  const [ready] = started as [{ url: string; env: Record<string, string> } | { problem: string }]
  if ('problem' in ready) throw new StartError(ready.problem)
  return {
    ...ready,
    async stop() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
