/** `unknown`, where both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? unknown : never

/** An operation by its three addresses, which have one type; any other compiles only with an error at the address. */
export declare function oneType<Spelled, Declared, Named>(
  spelled: Spelled,
  declared: Declared & Same<Spelled, Declared>,
  named: Named & Same<Spelled, Named>,
): Spelled
