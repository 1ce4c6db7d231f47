package io.millrace.jdbc;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes keys and rows of the texts of a table's columns, as they are by now. */
final class TableRows<K, T> {

    private final String table;
    private final List<TableColumn> columns;
    private final RecordShape<T> shape;
    private final int[] indices;
    private final KeyShape<K> keys;
    private final int[] keyIndices;
    private final List<RecordShape.Component> keyParts;

    /** @param keyNames the columns of the key */
    TableRows(String table, List<TableColumn> columns, RecordShape<T> shape, KeyShape<K> keys, List<String> keyNames) {
        this.table = table;
        this.columns = columns;
        this.shape = shape;
        this.keys = keys;
        indices = TableColumn.of(shape, columns, table);
        keyIndices = keyNames.stream().mapToInt(this::indexOf).toArray();
        keyParts = keys.parts(keyNames);
        if (keyParts.size() != keyIndices.length) {
            throw new IllegalArgumentException(
                    "the key of table " + table + " is " + keyNames + ", and the class of the keys has "
                            + keyParts.size() + " parts: name as many columns with key(...), in their order");
        }
    }

    static List<TableColumn> columns(String table, List<PgOutput.Attribute> attributes) {
        List<TableColumn> columns = new ArrayList<>();
        for (PgOutput.Attribute each : attributes) {
            String type = "type of OID " + Integer.toUnsignedString(each.type());
            columns.add(new TableColumn(table, each.name(), Types.OTHER, type));
        }
        return columns;
    }

    private int indexOf(String name) {
        int index = RecordShape.indexOf(TableColumn.names(columns), name);
        if (index < 0) {
            throw new IllegalArgumentException("table " + table + " has no column '" + name + "' of the key, but "
                    + TableColumn.names(columns) + ": name the columns of the key with key(...)");
        }
        return index;
    }

    List<TableColumn> columns() {
        return columns;
    }

    /** Those that rows and keys are made of. */
    List<TableColumn> used() {
        return IntStream.concat(IntStream.of(keyIndices), IntStream.of(indices))
                .distinct()
                .mapToObj(columns::get)
                .toList();
    }

    List<String> keyColumns() {
        return IntStream.of(keyIndices)
                .mapToObj(index -> columns.get(index).name())
                .toList();
    }

    List<String> keyTexts(String[] cells) {
        List<String> texts = new ArrayList<>(keyIndices.length);
        for (int index : keyIndices) {
            if (cells[index] == null || isUnchanged(cells[index])) {
                throw new IllegalArgumentException("the log does not have " + columns.get(index)
                        + " of a row that was changed, or it is null, and it is part of the key: have a primary key be the key, or"
                        + " ALTER TABLE " + table + " REPLICA IDENTITY FULL");
            }
            texts.add(cells[index]);
        }
        return texts;
    }

    K key(String[] cells) {
        keyTexts(cells);
        Object[] values = new Object[keyIndices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = TextCells.read(cells[keyIndices[i]], columns.get(keyIndices[i]), keyParts.get(i));
        }
        return keys.make(values);
    }

    T row(String[] cells) {
        Object[] values = new Object[indices.length];
        for (int i = 0; i < values.length; i++) {
            int at = indices[i];
            if (isUnchanged(cells[at])) {
                throw new IllegalArgumentException(columns.get(at)
                        + " is stored apart since it is large, and was not changed, so that the log does not have it: ALTER TABLE "
                        + table + " REPLICA IDENTITY FULL, or leave the component '"
                        + shape.components().get(i).name() + "' out of the record");
            }
            values[i] = TextCells.read(
                    cells[at], columns.get(at), shape.components().get(i));
        }
        return shape.make(values);
    }

    /** What has not changed is as it was before. */
    static String[] whole(String[] after, String[] before) {
        String[] whole = after.clone();
        for (int i = 0; i < whole.length; i++) {
            whole[i] = isUnchanged(whole[i]) ? before[i] : whole[i];
        }
        return whole;
    }

    @SuppressWarnings({"StringEquality", "ReferenceEquality"}) // a text may be the same word
    private static boolean isUnchanged(String cell) {
        return cell == PgOutput.UNCHANGED;
    }

    String text(String[] cells) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; cells != null && i < cells.length; i++) {
            texts.add(columns.get(i).name() + "=" + cells[i]);
        }
        return table + texts;
    }
}
