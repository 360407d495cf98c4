/** The ASN.1 DER tags in keys and certificates. */
export const integer = 0x02
export const bitString = 0x03
export const octetString = 0x04
export const nothing = 0x05
export const oid = 0x06
export const utcTime = 0x17
export const sequence = 0x30
export const context0 = 0xa0
