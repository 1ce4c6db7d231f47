package io.millrace.jdbc;

import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Loads a table, and then reads its changes. */
final class ChangeReader<K, T> implements SourceReader<Change<K, T>> {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(20);

    /** How often to look whether the table is still there while nothing comes. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Replication replication;
    private final SourceContext context;
    private final Outage outage;
    private final CapturedTable table;
    private final TableRows<K, T> rowsAtStart;
    private final ChangeDecoder<K, T> decoder;
    private final Counter changes;

    private ChangePosition position;

    /** What is open of the two; both null after a failure. */
    private Load load;

    private ChangeStream stream;

    /** Before which nothing is tried, where that is later than now. */
    private long notBefore;

    /** From when on to look whether the table is still there. */
    private long lookAt;

    private Duration idle = SHORTEST;

    private ChangeReader(
            Replication replication,
            SourceContext context,
            Outage outage,
            CapturedTable table,
            TableRows<K, T> rows,
            ChangeDecoder<K, T> decoder,
            ChangePosition position) {
        this.replication = replication;
        this.context = context;
        this.outage = outage;
        this.table = table;
        this.rowsAtStart = rows;
        this.decoder = decoder;
        this.position = position;
        notBefore = context.clock().nanos();
        lookAt = notBefore + LOOK.toNanos();
        changes = context.metrics().counter("changes");
    }

    static <K, T> ChangeReader<K, T> open(Replication replication, Class<K> keys, Class<T> type, SourceContext context)
            throws Exception {
        String what = "source '" + context.operator() + "', which captures the changes of table " + replication.table();
        Outage outage = new Outage(context, what, replication.options().patience);
        try (Connection connection = replication.connect()) {
            CapturedTable table = replication.inspect(connection);
            KeyShape<K> keyShape = new KeyShape<>(keys);
            List<String> keyNames = keyNames(replication, table, keyShape);
            RecordShape<T> shape = RecordShape.of(type);
            List<TableColumn> columns = Rows.columns(connection, table.from(), replication.table());
            TableRows<K, T> rows = new TableRows<>(replication.table(), columns, shape, keyShape, keyNames);
            table.checkIdentity(rows.keyColumns(), replication.options().needsBefore);
            table.checkNotNull(connection, rows.keyColumns());
            replication.ensurePublication(connection, table);
            replication.checkLogged(connection, table, rows.used());
            ChangePosition position = start(replication, connection, table, context, what);
            ChangeDecoder<K, T> decoder = new ChangeDecoder<>(replication.table(), table, shape, keyShape, keyNames);
            return new ChangeReader<>(replication, context, outage, table, rows, decoder, position);
        } catch (SQLException e) {
            throw new UnreadableSourceException(what + ": " + SqlErrors.explained(e), e);
        } catch (IllegalArgumentException | DatabaseException e) {
            throw new UnreadableSourceException(what + ": " + e.getMessage(), e);
        }
    }

    private static ChangePosition start(
            Replication replication, Connection connection, CapturedTable table, SourceContext context, String what)
            throws SQLException {
        Object written = context.startPosition();
        if (written == null) {
            return new ChangePosition(
                    table.id(),
                    replication.startOfSlot(connection),
                    0,
                    0,
                    !replication.options().loads,
                    List.of(),
                    List.of());
        }
        ChangePosition position = ChangePosition.of(written);
        if (position == null) {
            throw new UnfitSnapshotException(
                    what + ": cannot go on at " + written
                            + ", which is a place of another kind of source; give it another name",
                    null);
        }
        if (position.table() != table.id()) {
            throw new UnfitSnapshotException(
                    what + ": the snapshot is of another table: this one was made anew, or another was named. Start"
                            + " without the snapshots, or give the source another name, to load it",
                    null);
        }
        String gap = replication.gap(connection, position.end());
        if (gap != null) {
            throw new IllegalArgumentException(gap);
        }
        return position;
    }

    private static List<String> keyNames(Replication replication, CapturedTable table, KeyShape<?> keys) {
        if (!replication.options().key.isEmpty()) {
            return replication.options().key;
        }
        if (keys.names() != null) {
            return keys.names();
        }
        if (table.keys().size() != 1) {
            throw new IllegalArgumentException("table " + replication.table() + " has "
                    + (table.keys().isEmpty() ? "no primary key" : "the primary key " + table.keys())
                    + ": name the column that tells rows apart with key(...), or have keys be a record of several");
        }
        return table.keys();
    }

    @Override
    public Fetch fetch(Batch<Change<K, T>> batch) {
        if (context.clock().nanos() - notBefore < 0) {
            context.wakeAtNanos(notBefore);
            return Fetch.WAIT;
        }
        try {
            boolean more = position.isLoaded() ? read(batch) : load(batch);
            outage.over();
            if (more || !batch.isEmpty()) {
                idle = SHORTEST;
                return Fetch.MORE;
            }
            Duration longer = idle.multipliedBy(2);
            waitFor(idle);
            idle = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        } catch (SQLException e) {
            release();
            waitFor(outage.failed(e));
        }
        return batch.isEmpty() ? Fetch.WAIT : Fetch.MORE;
    }

    private void waitFor(Duration time) {
        notBefore = context.clock().nanos() + time.toNanos();
        context.wakeAtNanos(notBefore);
    }

    private boolean load(Batch<Change<K, T>> batch) throws SQLException {
        if (load == null) {
            load = new Load(replication, table.from(), rowsAtStart, position.last());
            position = position.loadingBy(load.snapshot(), load.until());
        }
        while (!batch.isFull()) {
            String[] cells = load.next();
            if (cells == null) {
                load.close();
                load = null;
                position = position.loaded();
                return true;
            }
            try {
                T row = rowsAtStart.row(cells);
                batch.add(new Change<>(Change.Kind.LOADED, rowsAtStart.key(cells), null, row, load.began(), 0));
            } catch (IllegalArgumentException e) {
                context.reject(rowsAtStart.text(cells), e);
            }
            position = position.loaded(rowsAtStart.keyTexts(cells));
        }
        return true;
    }

    /** Returns whether there was a message at least. */
    private boolean read(Batch<Change<K, T>> batch) throws SQLException {
        if (stream == null) {
            stream = ChangeStream.open(replication, position.end(), outage.what());
            decoder.begin(stream, rowsAtStart.keyColumns());
        }
        boolean any = false;
        while (!batch.isFull()) {
            PgOutput.Message message = stream.next();
            if (message == null) {
                checkStillThere();
                long end = stream.idleEnd();
                if (position.commit() != 0 || !decoder.isBetween() || end <= position.end()) {
                    return any;
                }
                position = position.between(end);
                return true;
            }
            any = true;
            int before = batch.size();
            position = decoder.take(message, position, batch, context);
            changes.add(batch.size() - before);
        }
        return true;
    }

    /** What is said of other tables, and what is not said of this one, looks the same in the log: nothing comes. */
    private void checkStillThere() throws SQLException {
        long now = context.clock().nanos();
        if (now - lookAt < 0) {
            return;
        }
        lookAt = now + LOOK.toNanos();
        String gone = stream.whyNoMore(table);
        if (gone != null) {
            throw new DatabaseException(outage.what() + ": " + gone, null);
        }
    }

    @Override
    public Object position() {
        return position.written();
    }

    @Override
    public void onSnapshotComplete(long snapshot, Object complete) {
        ChangePosition safe = complete == null ? null : ChangePosition.of(complete);
        if (safe != null && stream != null) {
            try {
                stream.confirm(safe.end());
            } catch (SQLException e) {
                // The next fetch sees it, too, and the next snapshot confirms more.
                release();
            }
        }
    }

    private void release() {
        if (load != null) {
            load.close();
            load = null;
        }
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}
