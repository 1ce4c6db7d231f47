package io.millrace.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Writes records as comma-separated values; quotes what needs it. */
final class CsvEncoder<T> implements TextEncoder<T> {

    private static final int LONGEST_NUMBER = 1_000;

    private final List<RecordColumn> columns;
    private final char separator;
    private final boolean hasHeader;

    CsvEncoder(RecordColumns record, char separator, boolean hasHeader) {
        this.columns = record.columns();
        this.separator = separator;
        this.hasHeader = hasHeader;
    }

    @Override
    public void begin(Bytes out) {
        if (hasHeader) {
            for (int i = 0; i < columns.size(); i++) {
                separate(i, out);
                text(columns.get(i).name(), out);
            }
            out.add('\n');
        }
    }

    private void separate(int column, Bytes out) {
        if (column > 0) {
            out.add(separator);
        }
    }

    @Override
    public void encode(T value, Bytes out) throws FieldProblem {
        for (int i = 0; i < columns.size(); i++) {
            separate(i, out);
            field(columns.get(i), value, out);
        }
        out.add('\n');
    }

    private void field(RecordColumn column, T record, Bytes out) throws FieldProblem {
        if (column.integral() != null) {
            out.add(column.longValue(record));
            return;
        }
        Object value = column.value(record);
        if (value instanceof Optional<?> optional) {
            value = optional.orElse(null);
            if (value == null && columns.size() == 1) {
                throw new FieldProblem(
                        column.name(),
                        "none is written as an empty line, which is no record; add a" + " column, or write JSON lines");
            }
        } else if (value == null) {
            throw new FieldProblem(column.name(), "it is null; make the component an Optional");
        }
        if (value != null) {
            write(column, value, out);
        }
    }

    private void write(RecordColumn column, Object value, Bytes out) throws FieldProblem {
        switch (column.kind()) {
            case BYTE, SHORT, INT, LONG -> out.add(((Number) value).longValue());
            case BOOLEAN, FLOAT, DOUBLE -> out.addAscii(value.toString());
            case DECIMAL -> out.addAscii(number(column, ((BigDecimal) value).toString()));
            case INTEGER -> out.addAscii(number(column, ((BigInteger) value).toString()));
            case ENUM -> text(((Enum<?>) value).name(), out);
            default -> {
                String text = value.toString();
                if (Texts.hasHalfACharacter(text)) {
                    throw new FieldProblem(
                            column.name(), Texts.quoted(text) + " has half of a surrogate pair, which is no character");
                }
                text(text, out);
            }
        }
    }

    private static String number(RecordColumn column, String text) throws FieldProblem {
        if (text.length() > LONGEST_NUMBER) {
            throw new FieldProblem(
                    column.name(),
                    Texts.quoted(text) + " is not " + column.kind().wanted(column.type()));
        }
        return text;
    }

    /** A text that is empty is in quotes, which tells it from none; one that begins like a byte order mark is read as it is then, too. */
    private void text(String text, Bytes out) {
        int length = text.length();
        boolean ascii = true;
        boolean quotes = length == 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            quotes |= c == separator || c == '"' || c == '\n' || c == '\r' || c == '\uFEFF';
            ascii &= c < 0x80;
        }
        if (!quotes) {
            if (ascii) {
                out.addAscii(text);
            } else {
                out.add(text);
            }
            return;
        }
        out.add('"');
        out.add(text.indexOf('"') < 0 ? text : text.replace("\"", "\"\""));
        out.add('"');
    }
}
