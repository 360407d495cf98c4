import { createSandbox, type ClientOptions, type DatabaseTarget, type Sandbox } from '@wechatpay-ts/sandbox'
import { answerQuestions } from '../harness/child.ts'
import { profileShares, startProfile, type Share } from './profile.ts'

export type HostQuestion =
  | { readonly ask: 'start'; readonly database: DatabaseTarget; readonly notifyUrl: string }
  | { readonly ask: 'meter'; readonly profile?: boolean }
  | { readonly ask: 'drain' }
  | { readonly ask: 'idle' }
  | { readonly ask: 'reset' }

export interface Hosted {
  readonly url: string
  readonly clientOptions: ClientOptions
  readonly appid: string
  readonly serviceId: string
  readonly notifyUrl: string
}

export interface Drained {
  /** Time from the last answer until all consequences were done, in seconds. */
  readonly seconds: number
  /** Processor time since `meter`, in ms, thread pool included. */
  readonly processorMs: number
  /** Distribution of the processor time, if requested; sampling takes time itself. */
  readonly shares?: readonly Share[]
}

/** The process of the sandbox. */
let sandbox: Sandbox
let before: NodeJS.CpuUsage
let isProfiled: boolean

answerQuestions<HostQuestion>(async (question) => {
  switch (question.ask) {
    case 'start': {
      sandbox = await createSandbox({
        database: question.database,
        merchant: { notifyUrl: question.notifyUrl },
        // On the page the same user confirms all orders.
        policy: { maxRunningOrders: 1_000_000 },
      })
      const { url, clientOptions, merchant } = sandbox
      const { appid, serviceId } = merchant
      return { url, clientOptions, appid, serviceId, notifyUrl: question.notifyUrl } satisfies Hosted
    }
    case 'meter':
      before = process.cpuUsage()
      isProfiled = question.profile ?? false
      return isProfiled ? startProfile() : undefined
    case 'idle':
      return sandbox.idle()
    case 'reset': {
      const started = performance.now()
      await sandbox.control.reset()
      return performance.now() - started
    }
    case 'drain': {
      const started = performance.now()
      await sandbox.idle()
      const seconds = (performance.now() - started) / 1000
      const { user, system } = process.cpuUsage(before)
      const drained = { seconds, processorMs: (user + system) / 1000 }
      return (isProfiled ? { ...drained, shares: await profileShares() } : drained) satisfies Drained
    }
  }
})
