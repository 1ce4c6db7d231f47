package io.millrace.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A column, as the database describes it.
 *
 * @param table what messages call the table
 * @param name its name
 * @param kind one of {@link Types}
 * @param typeName what the database calls its type
 */
record TableColumn(String table, String name, int kind, String typeName) {

    /** What the elements of arrays are, by what PostgreSQL and the standard call them. */
    private static final Map<String, Integer> ELEMENTS = Map.ofEntries(
            Map.entry("bool", Types.BOOLEAN),
            Map.entry("boolean", Types.BOOLEAN),
            Map.entry("int2", Types.SMALLINT),
            Map.entry("smallint", Types.SMALLINT),
            Map.entry("int4", Types.INTEGER),
            Map.entry("integer", Types.INTEGER),
            Map.entry("int8", Types.BIGINT),
            Map.entry("bigint", Types.BIGINT),
            Map.entry("float4", Types.REAL),
            Map.entry("real", Types.REAL),
            Map.entry("float8", Types.DOUBLE),
            Map.entry("double precision", Types.DOUBLE),
            Map.entry("numeric", Types.NUMERIC),
            Map.entry("text", Types.VARCHAR),
            Map.entry("varchar", Types.VARCHAR),
            Map.entry("character varying", Types.VARCHAR),
            Map.entry("date", Types.DATE),
            Map.entry("time", Types.TIME),
            Map.entry("timestamp", Types.TIMESTAMP),
            Map.entry("timestamptz", Types.TIMESTAMP_WITH_TIMEZONE),
            Map.entry("timestamp with time zone", Types.TIMESTAMP_WITH_TIMEZONE),
            Map.entry("bytea", Types.BINARY),
            Map.entry("binary varying", Types.BINARY));

    static List<TableColumn> of(ResultSetMetaData data, String table) throws SQLException {
        List<TableColumn> columns = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            columns.add(new TableColumn(
                    table, data.getColumnLabel(i), data.getColumnType(i), nameOf(data.getColumnTypeName(i))));
        }
        return columns;
    }

    /** Names of the standard are the same in capitals. */
    static String nameOf(String type) {
        return type.toLowerCase(Locale.ROOT);
    }

    static List<String> names(List<TableColumn> columns) {
        return columns.stream().map(TableColumn::name).toList();
    }

    /** Where each component of a record is; each has to be somewhere, in a column of a type that fits. */
    static int[] of(RecordShape<?> shape, List<TableColumn> columns, String table) {
        int[] indices = new int[shape.components().size()];
        for (int i = 0; i < indices.length; i++) {
            RecordShape.Component component = shape.components().get(i);
            indices[i] = RecordShape.indexOf(names(columns), component.column());
            if (indices[i] < 0) {
                throw new IllegalArgumentException(
                        "table " + table + " has no column"
                                + (component.column().equals(component.name()) ? "" : " '" + component.column() + "'")
                                + " for the component '"
                                + component.name() + "' of " + shape.type().getSimpleName() + ", but " + names(columns)
                                + "; give both the same name, have @Column say another, or name the column otherwise in a query");
            }
            TableColumn column = columns.get(indices[i]);
            if (!Cells.fits(component, column)) {
                throw new IllegalArgumentException(column + " does not fit the component "
                        + component.declared() + " " + component.name() + " of "
                        + shape.type().getSimpleName() + "; " + Cells.hint(column));
            }
        }
        return indices;
    }

    /** What the elements are of one that is an array, as far as is known. */
    TableColumn element() {
        String of = isOfPostgres() ? typeName.substring(1) : typeName.replaceFirst(" array$", "");
        return new TableColumn(table, name, ELEMENTS.getOrDefault(of.replaceFirst("\\(.*\\)", ""), Types.OTHER), of);
    }

    /** Whether it is an array as PostgreSQL calls it: with the schema where that is not searched, and then in quotes. */
    boolean isOfPostgres() {
        return typeName.startsWith("_") || typeName.contains("\".\"_");
    }

    boolean isZoned() {
        return kind == Types.TIMESTAMP_WITH_TIMEZONE || typeName.equals("timestamptz");
    }

    /** Whether its values are whole numbers. */
    boolean isWhole() {
        return kind == Types.BIGINT || kind == Types.INTEGER || kind == Types.SMALLINT || kind == Types.TINYINT;
    }

    /** Whether its values are floating-point numbers. */
    boolean isFloating() {
        return kind == Types.DOUBLE || kind == Types.FLOAT || kind == Types.REAL;
    }

    /** Whether it is an interval of the SQL standard, which drivers give as a Duration; PostgreSQL's are texts of its own. */
    boolean isStandardInterval() {
        return typeName.startsWith("interval ");
    }

    boolean isText() {
        return kind == Types.VARCHAR
                || kind == Types.CHAR
                || kind == Types.LONGVARCHAR
                || kind == Types.NVARCHAR
                || kind == Types.NCHAR
                || kind == Types.LONGNVARCHAR
                || kind == Types.CLOB;
    }

    @Override
    public String toString() {
        return "column '" + name + "' of table " + table + ", a " + typeName + ",";
    }
}
