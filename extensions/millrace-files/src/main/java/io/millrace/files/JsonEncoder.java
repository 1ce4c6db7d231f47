package io.millrace.files;

import tools.jackson.databind.DatabindException;
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
    public void encode(T value, Bytes out) throws FieldProblem {
        try {
            out.add(writer.writeValueAsBytes(value));
        } catch (DatabindException e) {
            if (e.getPath().isEmpty() || e.getCause() != null) {
                throw e;
            }
            throw new FieldProblem(Json.pathOf(e), e.getOriginalMessage());
        }
        out.add('\n');
    }
}
