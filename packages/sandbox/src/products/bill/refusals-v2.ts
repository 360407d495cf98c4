import type { Refusal, RefusalV2 } from '../../kernel/machine/refusal.ts'

/** Converts a refusal to APIv2's form for trade bills: a sentence and a number. */
export function ofTradeBill(refusal: Refusal): Refusal {
  return { ...refusal, v2: tradeWords[refusal.code] ?? wrongDay }
}

/** Converts a refusal to APIv2's form for fund bills: a business code. */
export function ofFundBill(refusal: Refusal): Refusal {
  return { ...refusal, v2: fundWords[refusal.code] ?? { err_code: 'PARAM_ERROR', err_code_des: refusal.message } }
}

const wrongDay: RefusalV2 = { return_msg: 'invalid bill_date', error_code: '20001' }

const tradeWords: Readonly<Record<string, RefusalV2>> = {
  NO_STATEMENT_EXIST: { return_msg: 'No Bill Exist', error_code: '20002' },
  STATEMENT_CREATING: { return_msg: 'Bill Creating', error_code: '20002' },
  PARAM_ERROR: { return_msg: 'invalid bill_type', error_code: '20001' },
}

const fundWords: Readonly<Record<string, RefusalV2>> = {
  NO_STATEMENT_EXIST: { err_code: 'NO_BILL_EXIST', err_code_des: '账单不存在' },
  STATEMENT_CREATING: { err_code: 'BILL_CREATING', err_code_des: '账单未生成' },
}
