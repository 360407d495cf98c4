import { bytesIn } from '../../crypto/bytes.ts'
import { nonce } from '../../crypto/nonce.ts'
import { checkAreFunctions } from '../../shared/checks.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

/**
 * Sends one command: `(args) => redis.sendCommand(args)` with node-redis, `([name, ...args]) => redis.call(name!, ...args)`
 * with ioredis.
 */
export type RedisCommand = (args: string[]) => Promise<unknown>

/** Prefix of the token of the process that finished, so that it can report this twice. */
const DONE = 'done '
/**
 * Returns the existing value, or sets it if there is none, in one step. `SET … NX GET` does the same only from Redis 7
 * on.
 */
const CLAIM = `local held = redis.call('get', KEYS[1]) if held then return held end redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return false`
// Has an effect only while this claim is held; another process may have taken over after the lease.
const RENEW = `local held = redis.call('get', KEYS[1]) if held == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end if held == '${DONE}' .. ARGV[1] then return 1 end return 0`
const FINISH = `local held = redis.call('get', KEYS[1]) local done = '${DONE}' .. ARGV[1] if held and held ~= ARGV[1] and held ~= done then return 0 end redis.call('set', KEYS[1], done, 'PX', ARGV[2]) return 1`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

/**
 * Keeps claims in Redis 2.6 or later, or a compatible server, for any number of processes. If Redis loses a claim, the
 * notification is handled again. At least once, like every store that is separate from the action's data.
 *
 * @param prefix prefix of the keys. Default: `wechatpay:claim:`
 * @example
 * const claims = redisClaims((args) => redis.sendCommand(args))
 */
export function redisClaims(command: RedisCommand, prefix = 'wechatpay:claim:'): ClaimStore {
  checkAreFunctions({ command })
  return {
    async claim(name, leaseMs, rememberMs = REMEMBER_MS) {
      const key = prefix + name
      const token = nonce()
      const run = (script: string, ...args: string[]) => command(['EVAL', script, '1', key, token, ...args])
      const isMine = async (script: string, ms: number) => Number(await run(script, milliseconds(ms))) === 1
      const before = await run(CLAIM, milliseconds(leaseMs))
      if (before !== null) return { state: textOf(before).startsWith(DONE) ? 'done' : 'running' } satisfies Claim
      return {
        state: 'mine',
        renew: () => isMine(RENEW, leaseMs),
        done: () => isMine(FINISH, rememberMs),
        release: async () => void (await run(RELEASE)),
      }
    },
  }
}

/** Rounds up: Redis requires whole numbers above 0. */
function milliseconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)))
}

/** Converts a reply to text, since some clients return bytes. */
function textOf(reply: unknown): string {
  const bytes = bytesIn(reply)
  return bytes ? new TextDecoder().decode(bytes) : String(reply)
}
