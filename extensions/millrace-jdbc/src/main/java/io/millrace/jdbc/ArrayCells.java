package io.millrace.jdbc;

import java.lang.reflect.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** Arrays of columns, as lists of their elements, which may be null. */
final class ArrayCells {

    private static final String NULL = "NULL";

    private ArrayCells() {}

    /** The elements of a cell; null where it is null. */
    static List<Object> read(ResultSet row, int index, TableColumn column, Class<?> type) throws SQLException {
        java.sql.Array array = row.getArray(index);
        if (array == null) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        // Its columns are the index and the value.
        try (ResultSet elements = array.getResultSet()) {
            TableColumn described =
                    TableColumn.of(elements.getMetaData(), column.table()).get(1);
            TableColumn element =
                    new TableColumn(column.table(), column.name(), described.kind(), described.typeName());
            while (elements.next()) {
                checkFlat(element.kind() == Types.ARRAY);
                Object value = element.kind() == Types.DISTINCT
                        ? ofDomain(elements.getString(2), type)
                        : Cells.read(elements, 2, element, type);
                values.add(elements.wasNull() ? null : value);
            }
        } finally {
            array.free();
        }
        return Collections.unmodifiableList(values);
    }

    /** What the driver does not know the type of it gives as text. */
    private static Object ofDomain(String text, Class<?> type) {
        return text == null ? null : TextCells.parse(text, Cells.boxed(type));
    }

    private static void checkFlat(boolean isNested) {
        if (isNested) {
            throw new IllegalArgumentException("it is an array of more than one dimension");
        }
    }

    /** Sets a parameter for a column. */
    static void write(PreparedStatement statement, int index, List<?> values, TableColumn column) throws SQLException {
        TableColumn element = column.element();
        List<Object> elements = new ArrayList<>();
        for (Object value : values) {
            elements.add(Cells.plain(value, element));
        }
        if (column.isOfPostgres()) {
            // As text, which it reads as what its column is: its driver confuses names of types that differ in case.
            statement.setObject(index, literal(elements), Types.OTHER);
        } else {
            statement.setArray(index, statement.getConnection().createArrayOf(element.typeName(), elements.toArray()));
        }
    }

    private static String literal(List<Object> elements) {
        StringJoiner literal = new StringJoiner(",", "{", "}");
        for (Object element : elements) {
            literal.add(element == null ? NULL : '"' + text(element).replaceAll("[\\\\\"]", "\\\\$0") + '"');
        }
        return literal.toString();
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? "\\x" + HexFormat.of().formatHex(bytes) : value.toString();
    }

    /** The elements of an array as PostgreSQL writes it as text. */
    static List<Object> parse(String text, Class<?> type) {
        List<Object> values = new ArrayList<>();
        for (String each : new Literal(text).elements()) {
            values.add(each == null ? null : TextCells.parse(each, Cells.boxed(type)));
        }
        return Collections.unmodifiableList(values);
    }

    /** Such as {@code {1,NULL,"a, b"}}, with bounds in front where they do not begin at 1. */
    private static final class Literal {

        private final String text;
        private int at;

        Literal(String text) {
            this.text = text;
            at = text.indexOf('{');
        }

        List<String> elements() {
            List<String> elements = new ArrayList<>();
            if (text.charAt(at + 1) == '}') {
                return elements;
            }
            while (text.charAt(at) != '}') {
                at++;
                checkFlat(text.charAt(at) == '{');
                elements.add(text.charAt(at) == '"' ? quoted() : plain());
            }
            return elements;
        }

        private String plain() {
            int from = at;
            while (text.charAt(at) != ',' && text.charAt(at) != '}') {
                at++;
            }
            String element = text.substring(from, at);
            return element.equals(NULL) ? null : element;
        }

        private String quoted() {
            StringBuilder element = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                at += text.charAt(at) == '\\' ? 1 : 0;
                element.append(text.charAt(at));
            }
            at++;
            return element.toString();
        }
    }

    /** An array of a class; null where there is no list. */
    static Object array(List<?> values, Class<?> type) {
        if (values == null) {
            return null;
        }
        Object array = Array.newInstance(type, values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }
}
