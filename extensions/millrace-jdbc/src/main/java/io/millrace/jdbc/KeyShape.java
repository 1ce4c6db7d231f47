package io.millrace.jdbc;

import java.util.List;

/** How keys are made of columns: one of a column's type, or a record of several. */
final class KeyShape<K> {

    private final Class<K> type;
    private final RecordShape<K> shape;

    KeyShape(Class<K> type) {
        check(type);
        this.type = type;
        this.shape = type.isRecord() ? RecordShape.of(type) : null;
    }

    static void check(Class<?> type) {
        if (type.isRecord()) {
            RecordShape.of(type);
        } else if (!ValueTypes.isKnown(type) || type == byte[].class) {
            throw new IllegalArgumentException(type.getName()
                    + " is no class for keys: one of a column, such as Long or String, or a record of several is");
        }
    }

    /** The columns of a key where it says so itself; null where it does not. */
    List<String> names() {
        return shape == null ? null : shape.columns();
    }

    /** What the parts of a key are, one for each column. */
    List<RecordShape.Component> parts(List<String> columns) {
        return shape == null
                ? List.of(new RecordShape.Component(columns.get(0), columns.get(0), type, RecordShape.Form.VALUE, null))
                : shape.components();
    }

    @SuppressWarnings("unchecked") // it has been made of the class
    K make(Object[] values) {
        return shape == null ? (K) values[0] : shape.make(values);
    }
}
