import { nonce } from '../../crypto/nonce.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

/**
 * Sends one command: `(args) => redis.sendCommand(args)` with node-redis, `([name, ...args]) => redis.call(name!, ...args)`
 * with ioredis.
 */
export type RedisCommand = (args: string[]) => Promise<unknown>

/** Before the token of whoever has done it, so that it can be told twice. */
const DONE = 'done '
/** Tells what is there, or sets it if nobody has it, in one step. `SET … NX GET` says the same from Redis 7 on only. */
const CLAIM = `local held = redis.call('get', KEYS[1]) if held then return held end redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return false`
// Only while the claim is still this one's: another may have taken over after its lease.
const RENEW = `local held = redis.call('get', KEYS[1]) if held == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end if held == '${DONE}' .. ARGV[1] then return 1 end return 0`
const FINISH = `local held = redis.call('get', KEYS[1]) local done = '${DONE}' .. ARGV[1] if held and held ~= ARGV[1] and held ~= done then return 0 end redis.call('set', KEYS[1], done, 'PX', ARGV[2]) return 1`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

/**
 * Claims in Redis, any version from 2.6 on and what speaks like it, for any number of processes. As durable as the Redis
 * is: what it forgets is acted on again. At least once, like every store apart from the data that an action writes.
 *
 * @param prefix of the keys; default `wechatpay:claim:`
 * @example
 * const claims = redisClaims((args) => redis.sendCommand(args))
 */
export function redisClaims(command: RedisCommand, prefix = 'wechatpay:claim:'): ClaimStore {
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

/** Redis takes whole ones, above 0. */
function milliseconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms)))
}

/** Some clients hand out bytes. */
function textOf(reply: unknown): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply)
}
