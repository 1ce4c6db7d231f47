package io.millrace.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The fields of one line, and the values that they are: without an object for a field that is a number. A column that the file does not have may have a value
 * that its path tells.
 */
final class CsvRow {

    /** No number needs more, and reading one takes time that grows with the square of its length. */
    private static final int LONGEST_NUMBER = 1_000;

    private final List<RecordColumn> columns;
    private final List<Map<String, Object>> constants = new ArrayList<>();
    private final MethodHandle maker;

    /** Of each column: the index of its field, or -1; and what it is where there is none, or null. */
    private final int[] fieldOf;

    private final byte[][] fixed;

    private byte[] bytes;
    private int[] starts = new int[16];
    private int[] ends = new int[16];

    /** Of each field: whether it is in quotes, and has quotes that are doubled. */
    private boolean[] quoted = new boolean[16];

    private boolean[] doubled = new boolean[16];
    private int count;

    /** The bytes of the field that is looked at. */
    private byte[] at;

    private int from;
    private int to;

    CsvRow(RecordColumns record) {
        columns = record.columns();
        fieldOf = new int[columns.size()];
        fixed = new byte[columns.size()][];
        List<MethodHandle> getters = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            getters.add(getter(columns.get(i), i));
            Map<String, Object> names = new HashMap<>();
            if (columns.get(i).kind() == ColumnKind.ENUM) {
                for (Object constant : columns.get(i).type().getEnumConstants()) {
                    names.put(((Enum<?>) constant).name(), constant);
                }
            }
            constants.add(names);
        }
        maker = record.maker(CsvRow.class, getters);
    }

    private static MethodHandle getter(RecordColumn column, int index) {
        Class<?> type = column.isOptional()
                ? Optional.class
                : switch (column.kind()) {
                    case BYTE, SHORT, INT -> int.class;
                    case LONG -> long.class;
                    case DOUBLE -> double.class;
                    case STRING -> String.class;
                    default -> Object.class;
                };
        String method = type == Object.class
                ? "value"
                : type == Optional.class ? "optional" : type == String.class ? "texts" : type + "s";
        try {
            MethodHandle getter =
                    MethodHandles.lookup().findVirtual(CsvRow.class, method, MethodType.methodType(type, int.class));
            MethodHandle of = MethodHandles.insertArguments(getter, 1, index);
            // To the smaller ones it is narrowed: ints() has seen to the range.
            return type == int.class
                    ? MethodHandles.explicitCastArguments(
                            of, MethodType.methodType(narrow(column.kind()), CsvRow.class))
                    : of;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method, e);
        }
    }

    private static Class<?> narrow(ColumnKind kind) {
        return kind == ColumnKind.BYTE ? byte.class : kind == ColumnKind.SHORT ? short.class : int.class;
    }

    /** Where the values of a column are: in a field, or given; -1 and null for none. */
    void place(int column, int field, byte[] given) {
        fieldOf[column] = field;
        fixed[column] = given;
    }

    void begin(byte[] ofBytes) {
        bytes = ofBytes;
        count = 0;
    }

    void add(int start, int end, boolean inQuotes, boolean hasDoubled) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            quoted = Arrays.copyOf(quoted, 2 * count);
            doubled = Arrays.copyOf(doubled, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        quoted[count] = inQuotes;
        doubled[count] = hasDoubled;
        count++;
    }

    int count() {
        return count;
    }

    boolean isBlank() {
        return count == 1 && starts[0] == ends[0] && !quoted[0];
    }

    /** Makes the record of the fields. */
    Object make() throws Throwable {
        return (Object) maker.invokeExact(this);
    }

    /** The text of a field, as it is. */
    String field(int field) {
        locate(field);
        return new String(at, from, to - from, StandardCharsets.UTF_8);
    }

    private void locate(int field) {
        at = bytes;
        from = starts[field];
        to = ends[field];
        if (doubled[field]) {
            byte[] single = new byte[to - from];
            int length = 0;
            for (int i = from; i < to; i++) {
                single[length++] = bytes[i];
                if (bytes[i] == '"') {
                    i++;
                }
            }
            at = single;
            from = 0;
            to = length;
        }
    }

    private void find(int column) {
        int field = fieldOf[column];
        if (field >= 0) {
            locate(field);
        } else {
            at = fixed[column];
            from = 0;
            to = at.length;
        }
    }

    private String text(int column) throws FieldProblem {
        String text = new String(at, from, to - from, StandardCharsets.UTF_8);
        if (Texts.mayBeMalformed(text)) {
            String malformation = Texts.malformation(at, from, to);
            if (malformation != null) {
                throw new FieldProblem(columns.get(column).name(), Texts.quoted(text) + ": " + malformation);
            }
        }
        return text;
    }

    String texts(int column) throws FieldProblem {
        find(column);
        return text(column);
    }

    private FieldProblem notWanted(int column) throws FieldProblem {
        RecordColumn of = columns.get(column);
        String text = text(column);
        return new FieldProblem(
                of.name(),
                Texts.quoted(text) + " is not " + of.kind().wanted(of.type())
                        + (text.isEmpty() ? "; where there may be none, make the component an Optional" : ""));
    }

    int ints(int column) throws FieldProblem {
        ColumnKind kind = columns.get(column).kind();
        find(column);
        return switch (kind) {
            case BYTE -> (int) whole(column, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SHORT -> (int) whole(column, Short.MIN_VALUE, Short.MAX_VALUE);
            default -> (int) whole(column, Integer.MIN_VALUE, Integer.MAX_VALUE);
        };
    }

    long longs(int column) throws FieldProblem {
        find(column);
        return whole(column, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long whole(int column, long least, long most) throws FieldProblem {
        byte[] digits = at;
        int i = from;
        boolean negative = i < to && digits[i] == '-';
        if (negative || (i < to && digits[i] == '+')) {
            i++;
        }
        if (i == to) {
            throw notWanted(column);
        }
        long value = 0;
        for (; i < to; i++) {
            int digit = digits[i] - '0';
            // Counted downwards, since there is one more below zero.
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                throw notWanted(column);
            }
            value = 10 * value - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw notWanted(column);
        }
        long signed = negative ? value : -value;
        if (signed < least || signed > most) {
            throw notWanted(column);
        }
        return signed;
    }

    double doubles(int column) throws FieldProblem {
        find(column);
        String text = number(column);
        double value = Double.parseDouble(text);
        checkFits(column, text, Double.isInfinite(value));
        return value;
    }

    private float single(int column) throws FieldProblem {
        String text = number(column);
        float value = Float.parseFloat(text);
        checkFits(column, text, Float.isInfinite(value));
        return value;
    }

    /** What is too large for a type is parsed as infinite, and is not what was written. */
    private void checkFits(int column, String text, boolean infinite) throws FieldProblem {
        if (infinite && !text.endsWith("Infinity")) {
            throw notWanted(column);
        }
    }

    /** A text that is a number in any country. */
    private String number(int column) throws FieldProblem {
        String text = text(column);
        if (!isNumber(text)) {
            throw notWanted(column);
        }
        return text;
    }

    private static boolean isNumber(String text) {
        boolean digits = false;
        boolean exponent = false;
        boolean point = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c == '.' && !point && !exponent) {
                point = true;
            } else if ((c == 'e' || c == 'E') && digits && !exponent) {
                exponent = true;
                digits = false;
            } else if (!((c == '+' || c == '-')
                    && (i == 0 || text.charAt(i - 1) == 'e' || text.charAt(i - 1) == 'E'))) {
                return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
            }
        }
        return digits && text.length() <= LONGEST_NUMBER;
    }

    Optional<?> optional(int column) throws FieldProblem {
        int field = fieldOf[column];
        if (field < 0 && fixed[column] == null) {
            return Optional.empty();
        }
        // Nothing at all is none; a text in quotes that is empty is a text.
        boolean none = field >= 0 && starts[field] == ends[field] && !quoted[field];
        return none ? Optional.empty() : Optional.of(value(column));
    }

    Object value(int column) throws FieldProblem {
        find(column);
        try {
            return parsed(column);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw notWanted(column);
        }
    }

    private Object parsed(int column) throws FieldProblem {
        RecordColumn of = columns.get(column);
        return switch (of.kind()) {
            case STRING -> text(column);
            case BOOLEAN -> truth(column);
            case BYTE -> (byte) ints(column);
            case SHORT -> (short) ints(column);
            case INT -> ints(column);
            case LONG -> longs(column);
            case FLOAT -> single(column);
            case DOUBLE -> doubles(column);
            case CHAR -> character(column);
            case DECIMAL -> decimal(column);
            case INTEGER -> new BigInteger(number(column));
            case INSTANT -> instant(column);
            case DATE -> LocalDate.parse(text(column));
            case DATE_TIME -> LocalDateTime.parse(text(column));
            case TIME -> LocalTime.parse(text(column));
            case DURATION -> Duration.parse(text(column));
            case ID -> id(column);
            case ENUM -> constant(column);
        };
    }

    private BigDecimal decimal(int column) throws FieldProblem {
        BigDecimal plain = PlainValues.decimal(at, from, to);
        return plain != null ? plain : new BigDecimal(number(column));
    }

    private Boolean truth(int column) throws FieldProblem {
        String text = text(column);
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        if (text.equalsIgnoreCase("false")) {
            return Boolean.FALSE;
        }
        throw notWanted(column);
    }

    private Character character(int column) throws FieldProblem {
        String text = text(column);
        if (text.length() != 1) {
            throw notWanted(column);
        }
        return text.charAt(0);
    }

    private Object constant(int column) throws FieldProblem {
        Object constant = constants.get(column).get(text(column));
        if (constant == null) {
            throw notWanted(column);
        }
        return constant;
    }

    /** Not by its own method alone, which takes groups that are too short. */
    private UUID id(int column) throws FieldProblem {
        String text = text(column);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // As what it is not.
        }
        throw notWanted(column);
    }

    private Instant instant(int column) throws FieldProblem {
        Instant plain = PlainValues.instant(at, from, to);
        return plain != null ? plain : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text(column), Instant::from);
    }
}
