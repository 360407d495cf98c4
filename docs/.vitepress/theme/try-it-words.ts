/** The panel's words; a line that begins a new line is shown as a command. */
export interface Words {
  readonly address: string
  readonly options: string
  /** @param isNew whether it is prepared under a new number */
  readonly before: (steps: number, isNew: boolean) => string
  readonly send: string
  readonly sending: string
  readonly user: string
  readonly control: string
  readonly request: string
  readonly signed: string
  readonly answer: string
  readonly console: string
  readonly notLocal: string
  readonly notJson: string
  readonly missing: (field: string) => string
  readonly silent: (address: string, origin: string) => string
  readonly token: string
  readonly failed: string
}

/** A page that this machine serves may call the sandbox; another has to be named when it is started. */
function command(origin: string): string {
  const isLocal = /^http:\/\/(?:localhost|127\.|\[::1\])/.test(origin)
  return `npm run sandbox -- --env .env${isLocal ? '' : ` --docs-origin ${origin}`}`
}

const zh: Words = {
  address: '沙箱的地址（只能是本机）',
  options: '调用选项',
  before: (steps, isNew) => (steps === 0 ? '用新的单号' : `先${isNew ? '用新的单号' : ''}准备好（${steps} 步）`),
  send: '发送',
  sending: '正在发送……',
  user: '用户',
  control: '沙箱',
  request: '请求',
  signed: '签名串',
  answer: '应答',
  console: '在沙箱的网页里看',
  notLocal: '只发往本机：地址须是 http://127.0.0.1、http://localhost 或 http://[::1]，加端口。',
  notJson: '调用选项不是一个 JSON 对象，请改正后再发送。',
  missing: (field) => `路径参数 ${field} 没有值。`,
  silent: (address, origin) => `${address} 没有应答。先启动一座沙箱，让它开着：\n${command(origin)}`,
  token: '这座沙箱设了口令，网页不会问它。请另起一座没有口令、只听本机的沙箱。',
  failed: '没有成功：',
}

const en: Words = {
  address: 'The sandbox’s address (this machine only)',
  options: 'Options of the call',
  before: (steps, isNew) =>
    steps === 0
      ? 'Use a new number'
      : `Prepare it first${isNew ? ', under a new number' : ''} (${steps} ${steps === 1 ? 'step' : 'steps'})`,
  send: 'Send',
  sending: 'Sending …',
  user: 'The user:',
  control: 'The sandbox:',
  request: 'Request',
  signed: 'Signing string',
  answer: 'Answer',
  console: 'See it on the sandbox’s page',
  notLocal: 'Calls go to this machine alone: http://127.0.0.1, http://localhost or http://[::1], and a port.',
  notJson: 'The options are not a JSON object. Correct them and send again.',
  missing: (field) => `The path parameter ${field} has no value.`,
  silent: (address, origin) => `${address} does not answer. Start a sandbox and leave it open:\n${command(origin)}`,
  token: 'This sandbox has a token, which a page does not ask for. Start another one without, for this machine alone.',
  failed: 'It failed:',
}

export function wordsOf(language: string): Words {
  return language.startsWith('en') ? en : zh
}
