import { ApiError } from './api-error.ts'
import { WechatPayError } from './wechatpay-error.ts'

/** `NO_STATEMENT_EXIST`: there is no bill, which is normal for a day on which nothing happened. */
export class NoBillError extends ApiError {
  override readonly name = 'NoBillError'
}

/** `STATEMENT_CREATING`: the bill is still being made. Bills of a day are there from 10:00 of the next. */
export class BillNotReadyError extends ApiError {
  override readonly name = 'BillNotReadyError'
}

/** A bill that is whole and genuine, but not written as documented. Nothing is guessed where money is counted. */
export class BillFormatError extends WechatPayError {
  override readonly name = 'BillFormatError'
  /** Counted from 1; undefined in the summary. */
  readonly line: number | undefined
  /** The column's own name, where one value is at fault. */
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
