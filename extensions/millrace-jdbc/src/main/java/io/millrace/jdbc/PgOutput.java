package io.millrace.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages of pgoutput, version 1 of its protocol; see the chapter "Logical Replication Message Formats" of PostgreSQL's documentation. */
final class PgOutput {

    /** A cell that a change has left as it was, and that is stored elsewhere, so that the log does not have it. */
    static final String UNCHANGED = new String("unchanged");

    private static final long EPOCH_SECONDS = 946_684_800;
    private static final long MICROS = 1_000_000;

    private PgOutput() {}

    /** A message. */
    sealed interface Message {}

    /** A transaction begins, whose commit is at an LSN. */
    record Begin(long lsn, Instant committed, int xid) implements Message {}

    /** It has ended; what follows is from an LSN on. */
    record Commit(long end) implements Message {}

    /** How a table is from now on. */
    record Relation(int id, String schema, String name, List<Attribute> columns) implements Message {}

    /** A column of a table. */
    record Attribute(String name, int type) {}

    /** A change of a row. */
    static final class Row implements Message {

        private final int relation;
        private final String[] before;
        private final boolean isWhole;
        private final String[] after;
        private final boolean isUpdate;

        Row(int relation, String[] before, boolean isWhole, String[] after, boolean isUpdate) {
            this.relation = relation;
            this.before = before;
            this.isWhole = isWhole;
            this.after = after;
            this.isUpdate = isUpdate;
        }

        /** The table. */
        int relation() {
            return relation;
        }

        /** The row before, or its key alone; null where neither is known. */
        String[] before() {
            return before;
        }

        /** Whether {@link #before} is the row. */
        boolean isWhole() {
            return isWhole;
        }

        /** The row now; null where it is gone. */
        String[] after() {
            return after;
        }

        /** Whether there was one before, and is one now. */
        boolean isUpdate() {
            return isUpdate;
        }
    }

    /** All rows of tables are gone. */
    record Truncate(List<Integer> relations) implements Message {}

    /** Something else. */
    record Other() implements Message {}

    static Message read(ByteBuffer in) {
        char kind = (char) in.get();
        return switch (kind) {
            case 'B' -> new Begin(in.getLong(), instant(in.getLong()), in.getInt());
            case 'C' -> commit(in);
            case 'R' -> relation(in);
            case 'I' -> insert(in);
            case 'U' -> update(in);
            case 'D' -> delete(in);
            case 'T' -> truncate(in);
            default -> new Other();
        };
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                EPOCH_SECONDS + Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    private static Commit commit(ByteBuffer in) {
        in.get(); // flags
        in.getLong(); // where the commit is
        return new Commit(in.getLong());
    }

    private static Relation relation(ByteBuffer in) {
        int id = in.getInt();
        String schema = text(in);
        String name = text(in);
        in.get(); // replica identity
        List<Attribute> columns = new ArrayList<>();
        for (int count = in.getShort(); count > 0; count--) {
            in.get(); // whether it is part of the identity
            String column = text(in);
            int type = in.getInt();
            in.getInt(); // modifier of the type
            columns.add(new Attribute(column, type));
        }
        return new Relation(id, schema.isEmpty() ? "pg_catalog" : schema, name, columns);
    }

    private static Row insert(ByteBuffer in) {
        int relation = in.getInt();
        in.get(); // N
        return new Row(relation, null, false, tuple(in), false);
    }

    private static Row update(ByteBuffer in) {
        int relation = in.getInt();
        char part = (char) in.get();
        String[] before = null;
        boolean isWhole = part == 'O';
        if (part != 'N') {
            before = tuple(in);
            in.get(); // N
        }
        return new Row(relation, before, isWhole, tuple(in), true);
    }

    private static Row delete(ByteBuffer in) {
        int relation = in.getInt();
        boolean isWhole = in.get() == 'O';
        return new Row(relation, tuple(in), isWhole, null, false);
    }

    private static Truncate truncate(ByteBuffer in) {
        int count = in.getInt();
        in.get(); // options
        List<Integer> relations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relations.add(in.getInt());
        }
        return new Truncate(relations);
    }

    private static String[] tuple(ByteBuffer in) {
        String[] cells = new String[in.getShort()];
        for (int i = 0; i < cells.length; i++) {
            char kind = (char) in.get();
            if (kind == 't') {
                byte[] bytes = new byte[in.getInt()];
                in.get(bytes);
                cells[i] = new String(bytes, StandardCharsets.UTF_8);
            } else {
                cells[i] = kind == 'u' ? UNCHANGED : null;
            }
        }
        return cells;
    }

    private static String text(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // To the end.
        }
        byte[] bytes = new byte[in.position() - start - 1];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
