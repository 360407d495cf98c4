import { ClaimError } from '../../errors/claim-error.ts'

const IDEMPOTENT = {
  zh: '请让处理可以重复（按单号更新），或改用 postgresTransactions：认领与写入在同一个事务里提交',
  en: 'Make the action repeatable (update by the order number), or use postgresTransactions: claim and writes commit together.',
}

export const claimTrouble = {
  unrecorded(cause: unknown): ClaimError {
    return new ClaimError(
      'unrecorded',
      'acted on and acknowledged, but the store could not be told so; a copy that comes after the lease is acted on again',
      { hint: IDEMPOTENT, cause },
    )
  },

  unreachable(cause: unknown): ClaimError {
    return new ClaimError(
      'unreachable',
      'the action still runs, but its claim could not be renewed before the lease ended; another process may act on it',
      { hint: IDEMPOTENT, cause },
    )
  },

  takenOver(): ClaimError {
    return new ClaimError('taken-over', 'the lease ended, and another process has taken the notification over', {
      hint: {
        zh: `进程停顿的时间超过了租约：请加大 leaseMs。${IDEMPOTENT.zh}`,
        en: `The process stood still for longer than its lease: raise leaseMs. ${IDEMPOTENT.en}`,
      },
    })
  },

  tooLong(maxActionMs: number): ClaimError {
    return new ClaimError(
      'too-long',
      `the action has run for ${maxActionMs} ms; its claim is left to the next delivery`,
      {
        hint: {
          zh: '请给处理里的每个请求设超时；慢的活先落库、以后再做，或加大 maxActionMs',
          en: 'Give every request in it a time limit; store slow work first and do it later, or raise maxActionMs.',
        },
      },
    )
  },

  transactionEnded(what: string): ClaimError {
    return new ClaimError('transaction-ended', what, {
      hint: {
        zh: '事务由 postgresTransactions 提交或回滚：要回滚就抛错，并 await 每一条语句',
        en: 'postgresTransactions commits or rolls back: throw to roll back, and await every statement.',
      },
    })
  },
} as const
