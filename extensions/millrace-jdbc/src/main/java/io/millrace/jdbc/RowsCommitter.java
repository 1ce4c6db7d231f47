package io.millrace.jdbc;

import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Committer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes what belongs to complete snapshots, in one transaction with the note that it has been. */
final class RowsCommitter<E> implements Committer<PreparedRows<E>> {

    private static final int AT_ONCE = 1_000;

    private final Target<E> target;
    private final Ledger ledger;

    RowsCommitter(Target<E> target) {
        this.target = target;
        ledger = new Ledger(target.context(), target.session().lockWait());
    }

    @Override
    public void recover(List<PreparedRows<E>> prepared) throws Exception {
        try {
            Ledger.create(target.session());
        } catch (SQLException e) {
            throw new UnwritableSinkException(
                    target.what() + ": the table " + Ledger.TABLE
                            + " cannot be made, which says what has been committed: " + SqlErrors.explained(e),
                    e);
        }
        inOneTransaction(prepared, connection -> {
            String refusal = ledger.claim(connection, prepared.isEmpty());
            if (refusal == null) {
                refusal = whatIsNewer(connection, prepared);
            }
            if (refusal != null) {
                throw new UnwritableSinkException(target.what() + ": " + refusal, null);
            }
        });
    }

    /**
     * Writers prepare something for each snapshot, so the last that they have prepared is that of the one to go on from, and
     * of each attempt that has written later snapshots have something.
     */
    private String whatIsNewer(Connection connection, List<PreparedRows<E>> prepared) throws SQLException {
        if (prepared.isEmpty()) {
            return null;
        }
        PreparedRows<E> latest = prepared.stream()
                .max(Comparator.<PreparedRows<E>>comparingInt(PreparedRows::attempt)
                        .thenComparingLong(PreparedRows::snapshot))
                .get();
        int attempt = ledger.latestAttempt(connection);
        if (attempt > latest.attempt()) {
            return ledger.newer("attempt " + attempt, latest.attempt(), latest.snapshot());
        }
        for (PreparedRows<E> each : prepared) {
            long last = prepared.stream()
                    .filter(other -> other.attempt() == each.attempt() && other.subtask() == each.subtask())
                    .mapToLong(PreparedRows::snapshot)
                    .max()
                    .orElse(0);
            long committed = ledger.committed(connection, each.attempt(), each.subtask());
            if (committed > last) {
                return ledger.newer("snapshot " + committed, each.attempt(), last);
            }
        }
        return null;
    }

    @Override
    public void commit(long snapshot, List<PreparedRows<E>> prepared) throws Exception {
        if (prepared.stream().anyMatch(each -> !each.events().isEmpty())) {
            inOneTransaction(prepared, connection -> {
                if (!ledger.isOwn(connection)) {
                    throw new DatabaseException(
                            target.what()
                                    + ": another attempt at the job has taken over, so that this one must not write"
                                    + " any more; let one of them run",
                            null);
                }
            });
        }
    }

    /** What has to hold before anything is written. */
    private interface Check {
        void on(Connection connection) throws SQLException;
    }

    private void inOneTransaction(List<PreparedRows<E>> prepared, Check check) throws Exception {
        List<PreparedRows<E>> ordered = new ArrayList<>(prepared);
        ordered.sort(Comparator.<PreparedRows<E>>comparingInt(PreparedRows::attempt)
                .thenComparingLong(PreparedRows::snapshot)
                .thenComparingInt(PreparedRows::subtask));
        List<E> events = new ArrayList<>();
        target.transact(
                connection -> {
                    check.on(connection);
                    events.clear();
                    events.addAll(note(connection, ordered));
                    for (int from = 0; from < events.size(); from += AT_ONCE) {
                        write(connection, events, from);
                    }
                    return null;
                },
                events,
                Target::none);
    }

    private void write(Connection connection, List<E> events, int from) throws Exception {
        try {
            target.write(connection, events.subList(from, Math.min(events.size(), from + AT_ONCE)));
        } catch (Plan.EventException e) {
            throw new Plan.EventException(from + e.index(), e.getCause());
        }
    }

    /** Notes all as committed; what had not been, before, is still to be written. */
    private List<E> note(Connection connection, List<PreparedRows<E>> prepared) throws SQLException {
        List<E> events = new ArrayList<>();
        for (PreparedRows<E> each : prepared) {
            boolean isNew = !each.events().isEmpty()
                    && ledger.committed(connection, each.attempt(), each.subtask()) < each.snapshot();
            if (isNew) {
                events.addAll(each.events());
                ledger.committed(connection, each.attempt(), each.subtask(), each.snapshot());
            }
        }
        return events;
    }

    @Override
    public void close() {
        target.close();
    }
}
