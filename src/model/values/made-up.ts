/** Ids and secrets that a fixture leaves out, derived from their place so that they are the same in every run. */
import { createHash } from 'node:crypto'

/** Where a value is missing: the tenant, the kind of value, and the name and list position of its owner. */
export type Place = readonly [tenantId: string, what: string, name: string, index: number]

/** A uuid with the shape of a random one (version 4), different from those in `taken`. */
export function madeUpUuid(place: Place, taken?: ReadonlySet<string | undefined>): string {
  for (let attempt = 0; ; attempt += 1) {
    const uuid = toUuid(
      createHash('sha256')
        .update(JSON.stringify([...place, attempt]))
        .digest(),
    )
    if (!taken?.has(uuid)) return uuid
  }
}

function toUuid(bytes: Buffer): string {
  // Version and variant (RFC 9562 §5.4).
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
