import { ApiError } from './api-error.ts'
import { WechatPayError } from './wechatpay-error.ts'

/** `NO_STATEMENT_EXIST`: there is no bill, which is normal for a day without transactions. */
export class NoBillError extends ApiError {
  override readonly name = 'NoBillError'
}

/** `STATEMENT_CREATING`: the bill is still being created. A bill is available from 10:00 of the next day. */
export class BillNotReadyError extends ApiError {
  override readonly name = 'BillNotReadyError'
}

/** A complete and genuine bill has an undocumented format. The SDK does not guess about money. */
export class BillFormatError extends WechatPayError {
  override readonly name = 'BillFormatError'
  /** Line number, counted from 1; undefined in the summary. */
  readonly line: number | undefined
  /** The name of the column whose value is at fault. */
  readonly column: string | undefined

  constructor(line: number | undefined, what: string, column?: string) {
    const where = line === undefined ? 'summary of the bill' : `line ${line} of the bill`
    super('BILL_FORMAT', `${where}${column === undefined ? '' : `, column ${column}`}: ${what}`, {
      hint: {
        zh: '账单格式与文档不同：可用 text() 或 save() 取得原文自行处理，并请反馈',
        en: 'It is not written as documented: take it as it is with text() or save(), and please report it.',
      },
    })
    this.line = line
    this.column = column
  }
}
