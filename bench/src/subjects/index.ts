import type { Connection, Subject } from './subject.ts'

/** Loads each subject alone, so that its process holds nothing of the others. */
const subjects = {
  'bare minimum': async (connection) => (await import('./bare-minimum.ts')).bareMinimum(connection),
  undici: async (connection) => (await import('./undici.ts')).undici(connection),
  fetch: async (connection) => (await import('./fetch.ts')).globalFetch(connection),
  'wechatpay-ts': async (connection) => (await import('./wechatpay-ts.ts')).wechatpayTs(connection),
  'wechatpay-axios-plugin': async (connection) =>
    (await import('./wechatpay-axios-plugin.ts')).wechatpayAxiosPlugin(connection),
  'wechatpay-node-v3': async (connection) => (await import('./wechatpay-node-v3.ts')).wechatpayNodeV3(connection),
} satisfies Record<string, (connection: Connection) => Promise<Subject>>

export type SubjectName = keyof typeof subjects

export function makeSubject(name: SubjectName, connection: Connection): Promise<Subject> {
  return subjects[name](connection)
}
