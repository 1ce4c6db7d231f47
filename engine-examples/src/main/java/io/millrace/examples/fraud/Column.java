package io.millrace.examples.fraud;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a transaction consists of in a file: the columns of CSV, the fields of JSON. */
enum Column {
    ID,
    USER,
    AMOUNT,
    COUNTRY,
    TIME;

    static final List<Column> ALL = List.of(values());

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }

    static Optional<Column> of(String label) {
        return ALL.stream().filter(column -> column.label.equals(label)).findFirst();
    }

    /** The labels as CSV has them in its header. */
    static String labels() {
        return String.join(",", Arrays.stream(values()).map(Column::label).toList());
    }
}
