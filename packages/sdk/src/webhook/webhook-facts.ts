/** What the receiver must know of a notification at run time; generated from the spec. */
export interface WebhookFacts {
  /** The fields that name the merchant or the app it is for, where it has any. */
  readonly parties?: readonly string[]
  /** Paths of the fields that are encrypted to the merchant certificate: `phone_number`, `list[].value`. */
  readonly decrypt?: readonly string[]
}
