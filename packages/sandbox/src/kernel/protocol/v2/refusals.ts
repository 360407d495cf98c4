import type { Refusal, RefusalV2 } from '../../machine/refusal.ts'

/** The request itself is invalid: APIv2 reports it in `return_msg`, without a code and without a signature. */
export function notUnderstood(return_msg: string): Refusal {
  return { outcome: 'refused', status: 400, code: 'PARAM_ERROR', message: return_msg, causeCode: 0, v2: { return_msg } }
}

/** Codes whose spelling in APIv2 differs from APIv3. */
const spellings: Readonly<Record<string, string>> = {
  BANK_ERROR: 'BANKERROR',
  NOT_ENOUGH: 'NOTENOUGH',
  NO_AUTH: 'NOAUTH',
  ORDER_CLOSED: 'ORDERCLOSED',
  ORDER_NOT_EXIST: 'ORDERNOTEXIST',
  ORDER_PAID: 'ORDERPAID',
  SIGN_ERROR: 'SIGNERROR',
  SYSTEM_ERROR: 'SYSTEMERROR',
}

/** The refusal in APIv2: its own form if it has one, else the same text and the code in APIv2's spelling. */
export function inV2({ v2, code, message }: Refusal): RefusalV2 {
  if (v2 && 'return_msg' in v2) return v2
  return { err_code: spellings[code] ?? code, err_code_des: message, ...v2 }
}
