package io.millrace.jdbc;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What is set of a source of changes; replaced as a whole.
 *
 * @param slot the replication slot
 * @param publication the publication
 * @param key the columns of the key; empty where they are worked out
 * @param loads whether the rows that are there come first
 * @param needsBefore whether the row before a change has to be known
 * @param rows how many rows are asked for at a time while loading
 * @param patience for how long what fails is tried again
 */
record ChangeOptions(
        String slot,
        String publication,
        List<String> key,
        boolean loads,
        boolean needsBefore,
        int rows,
        Duration patience)
        implements Serializable {}
