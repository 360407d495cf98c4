import { nonce } from '../../crypto/nonce.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

/**
 * Sends one command: `(args) => redis.sendCommand(args)` with node-redis, `([name, ...args]) => redis.call(name!, ...args)`
 * with ioredis.
 */
export type RedisCommand = (args: string[]) => Promise<unknown>

const DONE = 'done'
/** Only while the claim is still this one's: another may have taken over after its lease. */
const FINISH = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], '${DONE}', 'PX', ARGV[2]) end`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`

/**
 * Claims in Redis, for any number of processes. As durable as the Redis is: what it forgets is acted on again.
 *
 * @param prefix of the keys; default `wechatpay:claim:`
 * @example
 * const claims = redisClaims((args) => redis.sendCommand(args))
 */
export function redisClaims(command: RedisCommand, prefix = 'wechatpay:claim:'): ClaimStore {
  return {
    async claim(name, leaseMs) {
      const key = prefix + name
      const token = nonce()
      // NX with GET: sets it if nobody has it, and tells what was there, in one step.
      const before = await command(['SET', key, token, 'NX', 'GET', 'PX', String(leaseMs)])
      if (before !== null) return { state: textOf(before) === DONE ? 'done' : 'running' } satisfies Claim
      return {
        state: 'mine',
        done: async () => void (await command(['EVAL', FINISH, '1', key, token, String(REMEMBER_MS)])),
        release: async () => void (await command(['EVAL', RELEASE, '1', key, token])),
      }
    },
  }
}

/** Some clients hand out bytes. */
function textOf(reply: unknown): string {
  return reply instanceof Uint8Array ? new TextDecoder().decode(reply) : String(reply)
}
