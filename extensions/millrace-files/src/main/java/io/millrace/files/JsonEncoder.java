package io.millrace.files;

import tools.jackson.databind.ObjectWriter;

/** Writes JSON objects, one a line. */
final class JsonEncoder<T> implements TextEncoder<T> {

    private final ObjectWriter writer;

    JsonEncoder(Class<T> type) {
        writer = Json.mapper(false, TextFormat.LONGEST_RECORD).writerFor(type);
    }

    @Override
    public void begin(Bytes out) {}

    @Override
    public void encode(T value, Bytes out) {
        out.add(writer.writeValueAsBytes(value));
        out.add('\n');
    }
}
