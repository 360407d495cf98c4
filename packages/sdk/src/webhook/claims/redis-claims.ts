import { nonce } from '../../crypto/nonce.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

/**
 * Sends one command: `(args) => redis.sendCommand(args)` with node-redis, `([name, ...args]) => redis.call(name!, ...args)`
 * with ioredis.
 */
export type RedisCommand = (args: string[]) => Promise<unknown>

const DONE = 'done'
/** Tells what is there, or sets it if nobody has it, in one step. `SET … NX GET` says the same from Redis 7 on only. */
const CLAIM = `local held = redis.call('get', KEYS[1]) if held then return held end redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return false`
/** Only while the claim is still this one's: another may have taken over after its lease. */
const FINISH = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], '${DONE}', 'PX', ARGV[2]) end`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`

/**
 * Claims in Redis, any version from 2.6 on and what speaks like it, for any number of processes. As durable as the Redis
 * is: what it forgets is acted on again.
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
      const before = await command(['EVAL', CLAIM, '1', key, token, String(leaseMs)])
      if (before !== null) return { state: textOf(before) === DONE ? 'done' : 'running' } satisfies Claim
      return {
        state: 'mine',
        done: async () => void (await command(['EVAL', FINISH, '1', key, token, String(rememberMs)])),
        release: async () => void (await command(['EVAL', RELEASE, '1', key, token])),
      }
    },
  }
}

/** Some clients hand out bytes. */
function textOf(reply: unknown): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply)
}
