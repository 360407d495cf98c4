/**
 * Fields of which at least one of the named ones is required: a refund identifies its order by `transaction_id` or
 * `out_trade_no`.
 *
 * @typeParam Fields all fields, optional
 * @typeParam Names the fields of which one is required
 */
export type OneOf<Fields, Names extends keyof Fields> = Fields &
  { [Name in Names]: { [Key in Name]-?: NonNullable<Fields[Key]> } }[Names]
