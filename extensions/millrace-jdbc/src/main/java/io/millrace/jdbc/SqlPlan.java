package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** A statement of the user's. */
record SqlPlan<E>(String sql, RowWriter<? super E> writer) implements Plan<E> {

    @Override
    public String target() {
        return "by '" + sql + "'";
    }

    @Override
    public Writing<E> on(Connection connection) throws SQLException {
        // Some drivers ask the database what is wrong with it here, others when it is executed.
        connection.prepareStatement(sql).close();
        return this::write;
    }

    private void write(Connection connection, List<E> events, boolean each) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < events.size(); i++) {
                bind(statement, events.get(i), i);
                if (each) {
                    Ops.executeOne(statement, i);
                } else {
                    statement.addBatch();
                }
            }
            if (!each) {
                statement.executeBatch();
            }
        }
    }

    private void bind(PreparedStatement statement, E event, int index) throws Exception {
        try {
            writer.write(statement, event);
        } catch (Exception e) {
            if (e instanceof SQLException sql && SqlErrors.isPassing(sql)) {
                throw e;
            }
            throw new EventException(index, e);
        }
    }
}
