package io.millrace.host;

/**
 * What a combiner has put together of several events, written: a row of plans {@linkplain Plan#withCombiners with combiners}, to be
 * given to the task behind as it is, or another one of the same bytes. Nobody changes them.
 */
public final class PackedRow {

    private final byte[] bytes;

    /**
     * One that has come from another task.
     *
     * @param bytes what {@link #bytes} has given there
     */
    public PackedRow(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * What is to be sent.
     *
     * @return the row's own
     */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "events put together, " + bytes.length + " bytes";
    }
}
