package io.millrace.jdbc;

import io.millrace.operator.Batch;
import io.millrace.source.SourceContext;
import java.sql.SQLException;
import java.util.List;

/** Makes changes of the messages of a slot: those of one table that have not been read yet, and that what was loaded does not have. */
final class ChangeDecoder<K, T> {

    private final String name;
    private final CapturedTable table;
    private final RecordShape<T> shape;
    private final KeyShape<K> keys;
    private final List<String> keyNames;

    /** The table as the log has it by now; null before it has said so. */
    private TableRows<K, T> rows;

    private ChangeStream stream;
    private List<String> keyColumns = List.of();

    /** The transaction that is under way; null between two. */
    private PgOutput.Begin transaction;

    /** How many changes of it have come, and how many of them have been read before. */
    private long count;

    private long known;

    ChangeDecoder(String name, CapturedTable table, RecordShape<T> shape, KeyShape<K> keys, List<String> keyNames) {
        this.name = name;
        this.table = table;
        this.shape = shape;
        this.keys = keys;
        this.keyNames = keyNames;
    }

    /** What follows is from the beginning of a transaction on. */
    void begin(ChangeStream newStream, List<String> newKeyColumns) {
        stream = newStream;
        keyColumns = newKeyColumns;
        transaction = null;
        rows = null;
    }

    boolean isBetween() {
        return transaction == null;
    }

    ChangePosition take(
            PgOutput.Message message, ChangePosition position, Batch<Change<K, T>> batch, SourceContext context)
            throws SQLException {
        if (message instanceof PgOutput.Begin begin) {
            transaction = begin;
            count = 0;
            known = begin.lsn() == position.commit()
                    ? position.changes()
                    : Long.compareUnsigned(begin.lsn(), position.end()) < 0 ? Long.MAX_VALUE : 0;
            return position;
        }
        if (message instanceof PgOutput.Commit commit) {
            transaction = null;
            return position.between(Math.max(position.end(), commit.end()));
        }
        if (message instanceof PgOutput.Relation relation) {
            learn(relation, context);
            return position;
        }
        if (message instanceof PgOutput.Row row && row.relation() == table.oid()) {
            return isNew() ? changed(row, position, batch, context) : position;
        }
        if (message instanceof PgOutput.Truncate truncate
                && truncate.relations().contains(table.oid())) {
            return isNew() ? truncated(position, context) : position;
        }
        return position;
    }

    private boolean isNew() {
        count++;
        return count > known;
    }

    private void learn(PgOutput.Relation relation, SourceContext context) throws SQLException {
        String what = "source '" + context.operator() + "', which captures the changes of table " + name + ": ";
        boolean isIt = relation.id() == table.oid();
        boolean isCalledSo =
                relation.schema().equals(table.schema()) && relation.name().equals(table.name());
        // The log has names as they were: that may be an older one of the table, or an older table of the name.
        String gone = isIt == isCalledSo ? null : stream.whyNoMore(table);
        if (gone != null) {
            throw new DatabaseException(what + gone, null);
        }
        if (!isIt) {
            return;
        }
        try {
            List<TableColumn> columns = TableRows.columns(name, relation.columns());
            rows = new TableRows<>(name, columns, shape, keys, keyNames);
        } catch (IllegalArgumentException e) {
            throw new DatabaseException(
                    what + "the table has been altered, or what the publication has of it, and does not fit any more: "
                            + e.getMessage(),
                    e);
        }
    }

    private ChangePosition truncated(ChangePosition position, SourceContext context) {
        List<ChangePosition.Part> parts = position.parts();
        int xid = transaction.xid();
        if (!parts.isEmpty() && parts.stream().allMatch(part -> part.snapshot().sees(xid))) {
            // All was loaded later.
            return position.within(transaction.lsn(), count);
        }
        context.reject(
                "TRUNCATE " + name,
                new DatabaseException(
                        "table " + name
                                + " was truncated, and which rows that has deleted the log does not tell: to go on as if nothing had"
                                + " happened say onError(Errors.skip()) behind the source, to begin anew start without the snapshots;"
                                + " DELETE FROM tells each row",
                        null));
        return position.within(transaction.lsn(), count);
    }

    private ChangePosition changed(
            PgOutput.Row row, ChangePosition position, Batch<Change<K, T>> batch, SourceContext context)
            throws SQLException {
        try {
            add(row, position, batch);
        } catch (IllegalArgumentException e) {
            context.reject(rows.text(row.after() == null ? row.before() : row.after()), e);
        }
        return position.within(transaction.lsn(), count);
    }

    private void add(PgOutput.Row row, ChangePosition position, Batch<Change<K, T>> batch) throws SQLException {
        String[] whole = row.isWhole() ? row.before() : null;
        String[] now = row.after() != null && whole != null ? TableRows.whole(row.after(), whole) : row.after();
        boolean isSame = row.before() == null
                || now == null
                || rows.keyTexts(row.before()).equals(rows.keyTexts(now));
        String[] keyed = now == null ? row.before() : now;
        // What was loaded need not be an event: no row is made of it.
        boolean isGone = !isSame && !wasLoaded(rows.keyTexts(row.before()), position);
        boolean isChanged = !wasLoaded(rows.keyTexts(keyed), position);
        T before = whole != null && (isSame ? isChanged : isGone) ? rows.row(whole) : null;
        T after = now != null && isChanged ? rows.row(now) : null;
        // Both of a pair, or none: nothing is thrown between them.
        Change<K, T> gone = isGone ? change(Change.Kind.DELETED, rows.key(row.before()), before, null) : null;
        Change<K, T> change =
                isChanged ? change(kind(row, isSame), rows.key(keyed), isSame ? before : null, after) : null;
        if (gone != null) {
            batch.add(gone);
        }
        if (change != null) {
            batch.add(change);
        }
    }

    private Change.Kind kind(PgOutput.Row row, boolean isSame) {
        if (row.after() == null) {
            return Change.Kind.DELETED;
        }
        return isSame && row.isUpdate() ? Change.Kind.UPDATED : Change.Kind.INSERTED;
    }

    private Change<K, T> change(Change.Kind kind, K key, T before, T after) {
        return new Change<>(kind, key, before, after, transaction.committed(), transaction.lsn());
    }

    /** Whether the row of a key was loaded when this transaction had been committed. */
    private boolean wasLoaded(List<String> key, ChangePosition position) throws SQLException {
        List<ChangePosition.Part> parts = position.parts();
        int xid = transaction.xid();
        if (parts.stream().noneMatch(part -> part.snapshot().sees(xid))) {
            return false;
        }
        for (ChangePosition.Part part : parts.subList(0, parts.size() - 1)) {
            if (stream.isUpTo(table.from(), keyColumns, key, part.upTo())) {
                return part.snapshot().sees(xid);
            }
        }
        return parts.get(parts.size() - 1).snapshot().sees(xid);
    }
}
