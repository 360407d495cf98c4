import { DataFolderError } from '../folder/folder-error.ts'

/**
 * SQLSTATE codes of an unavailable server, by class: connection, login, missing database, resources, shutdown, I/O;
 * also a read-only standby, and a database that accepts no connections.
 */
const TROUBLE = /^((08|28|3D|53|57|58)\w{3}|25006|55000)$/
const NETWORK = /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH)$/
/** Messages of `pg` and Kysely about a connection that broke earlier; these errors have no code. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Postgres connection has been discarded)/

/** The database cannot be used. The message names it, but never its password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/**
 * Whether an error means that the database is unavailable, and not that a statement is wrong, so that a retry can help.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof DatabaseError || error instanceof DataFolderError) return true
  if (error instanceof AggregateError) return error.errors.every(isDatabaseTrouble)
  if (!isErrorLike(error)) return false
  const code = codeOf(error)
  if (code !== undefined && (NETWORK.test(code) || TROUBLE.test(code))) return true
  return BROKEN.test(error.message) || isDatabaseTrouble(error.cause)
}

/** The reason in one line, with its code. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join('; ')
  if (!isErrorLike(error)) return String(error)
  if (error.cause !== undefined) return reasonOf(error.cause)
  const code = codeOf(error)
  const message = error.message.replaceAll(/\s+/g, ' ').trim()
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}

/** @param url the server's address, whose password is not repeated */
export function explainServerError(error: unknown, url: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const hint = hints(url).find(([pattern]) => pattern.test(reasonOf(error)))?.[1]
  const text = `无法使用数据库 · cannot use the database at ${placeOf(url)}: ${reasonOf(error)}`
  return new DatabaseError(hint === undefined ? text : `${text}。${hint}`, { cause: error })
}

/** The host and the database. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'that address'
  const { host, pathname } = new URL(url)
  return host + pathname
}

function hints(url: string): readonly (readonly [RegExp, string])[] {
  const name = URL.canParse(url) ? new URL(url).pathname.slice(1) : ''
  return [
    [/ECONNREFUSED/, '那里没有 PostgreSQL 在运行 · nothing listens there: start PostgreSQL, or check host and port'],
    [/ENOTFOUND|EAI_AGAIN/, '找不到这个主机名 · no such host name: check it'],
    [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout/, '没有应答 · no answer: check host, port and firewall'],
    [/28P01|28000/, '请检查用户名与密码，以及 pg_hba.conf · check user and password, and pg_hba.conf'],
    [/3D000/, `请先创建它 · create it first: createdb ${name}`],
    [
      /53300/,
      '连接太多，请调高 max_connections 或停掉其他程序 · raise max_connections, or stop what else is connected',
    ],
    [/42501/, `用户没有建表的权限 · the user may not create schemas: grant create on database ${name} to …`],
    [/57P03/, '数据库正在启动或停止，稍后再试 · it is starting or stopping: try again'],
  ]
}

interface ErrorLike {
  readonly message: string
  readonly code?: unknown
  readonly cause?: unknown
}

/** Accepts errors of another realm, and copies that are no Error instances. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
}

function codeOf({ code }: ErrorLike): string | undefined {
  return typeof code === 'string' ? code : undefined
}
