/**
 * Fields of which at least one of some must be there: a refund names its order by `transaction_id` or `out_trade_no`.
 *
 * @typeParam Fields all of them, optional
 * @typeParam Names those of which one is needed
 */
export type OneOf<Fields, Names extends keyof Fields> = Fields &
  { [Name in Names]: { [Key in Name]-?: NonNullable<Fields[Key]> } }[Names]
