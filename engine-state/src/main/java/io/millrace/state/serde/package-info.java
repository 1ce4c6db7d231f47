/**
 * How values are written, read and hashed: the same way in every process and on every JDK.
 *
 * <pre>
 *   Type ── SerdeRegistry / Serdes ──▶ Serde        a value as bytes and back
 *     └──── StableHash ──────────────▶ KeyHasher    the mixed hash that assigns a key to its task
 * </pre>
 *
 * <p>Nothing here uses Java serialization, and no class is ever looked up by a name that was read: only what the
 * program declares can be instantiated. Whatever is read is bounded: no memory is allocated for a length before its
 * bytes have arrived.
 */
package io.millrace.state.serde;
