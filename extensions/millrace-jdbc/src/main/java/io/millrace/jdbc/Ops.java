package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Rows that are to be written or deleted, in their order; those of a kind that are next to each other go as one batch. */
final class Ops {

    private Ops() {}

    /**
     * One row.
     *
     * @param deletes whether the row of its key goes
     * @param row the record
     * @param event which event it is of
     */
    record Op(boolean deletes, Object row, int event) {}

    /** Sets the parameters of the statement of a kind. */
    interface Binder {
        void bind(PreparedStatement statement, Op op) throws Exception;
    }

    static void execute(Connection connection, List<Op> ops, String write, String delete, Binder binder, boolean each)
            throws Exception {
        for (int from = 0, to; from < ops.size(); from = to) {
            boolean deletes = ops.get(from).deletes();
            to = from + 1;
            while (to < ops.size() && ops.get(to).deletes() == deletes) {
                to++;
            }
            try (PreparedStatement statement = connection.prepareStatement(deletes ? delete : write)) {
                run(statement, ops.subList(from, to), binder, each);
            }
        }
    }

    private static void run(PreparedStatement statement, List<Op> run, Binder binder, boolean each) throws Exception {
        for (Op op : run) {
            bind(statement, op, binder);
            if (each) {
                executeOne(statement, op.event());
            } else {
                statement.addBatch();
            }
        }
        if (!each) {
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, Op op, Binder binder) throws Exception {
        try {
            binder.bind(statement, op);
        } catch (Exception e) {
            if (e instanceof SQLException sql && SqlErrors.isPassing(sql)) {
                throw e;
            }
            throw new Plan.EventException(op.event(), e);
        }
    }

    static void executeOne(PreparedStatement statement, int event) throws SQLException, Plan.EventException {
        try {
            statement.executeUpdate();
        } catch (SQLException e) {
            if (SqlErrors.isPassing(e)) {
                throw e;
            }
            throw new Plan.EventException(event, e);
        }
    }
}
