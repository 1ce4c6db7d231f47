package io.millrace.jdbc;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** What is set of a source of changes; changes in a copy, before that is used. */
final class ChangeOptions implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int ROWS = 1_000;

    /** The replication slot. */
    final String slot;

    String publication;

    /** The columns of the key; empty where they are worked out. */
    List<String> key = List.of();

    /** Whether the rows that are there come first. */
    boolean loads = true;

    /** Whether the row before a change has to be known. */
    boolean needsBefore;

    /** How many are asked for at a time while loading. */
    int rows = ROWS;

    /** For how long what fails is tried again. */
    Duration patience = Outage.PATIENCE;

    ChangeOptions(String slot) {
        this.slot = slot;
        publication = slot;
    }

    ChangeOptions(ChangeOptions from) {
        this(from.slot);
        publication = from.publication;
        key = from.key;
        loads = from.loads;
        needsBefore = from.needsBefore;
        rows = from.rows;
        patience = from.patience;
    }
}
