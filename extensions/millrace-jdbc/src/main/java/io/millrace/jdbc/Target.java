package io.millrace.jdbc;

import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.SinkContext;
import io.millrace.time.EventTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;
import javax.sql.DataSource;

/** A sink that has found its table. Confined to one thread. */
final class Target<E> implements AutoCloseable {

    private final Session session;
    private final Plan.Writing<E> writing;
    private final SinkContext context;
    private final String what;

    private Target(Session session, Plan.Writing<E> writing, SinkContext context, String what) {
        this.session = session;
        this.writing = writing;
        this.context = context;
        this.what = what;
    }

    static <E> Target<E> open(DataSource database, Plan<E> plan, SinkContext context, Duration patience)
            throws Exception {
        String what = "sink '" + context.operator() + "', which writes " + plan.target();
        Session session = new Session(database, new Outage(context, what, patience));
        try {
            return new Target<>(session, session.once(plan::on), context, what);
        } catch (SQLException e) {
            session.close();
            throw new UnwritableSinkException(what + ": " + SqlErrors.explained(SqlErrors.root(e)), e);
        } catch (IllegalArgumentException e) {
            session.close();
            throw new UnwritableSinkException(what + ": " + e.getMessage(), e);
        }
    }

    Session session() {
        return session;
    }

    SinkContext context() {
        return context;
    }

    String what() {
        return what;
    }

    /** Writes within the transaction of the connection. */
    void write(Connection connection, List<E> events) throws Exception {
        writing.write(connection, events, false);
    }

    /** Does something that writes events in a transaction; what fails names the event, as far as it is known. */
    void transact(Session.Work<?> work, List<E> events, IntToLongFunction timestamps) throws Exception {
        try {
            session.transact(work);
        } catch (Plan.EventException e) {
            throw failure(e, events, timestamps);
        } catch (DatabaseException e) {
            Plan.EventException located =
                    e.getCause() instanceof SQLException sql && !SqlErrors.isPassing(sql) ? locate(events) : null;
            throw located == null ? e : failure(located, events, timestamps);
        }
    }

    private RuntimeException failure(Plan.EventException e, List<E> events, IntToLongFunction timestamps) {
        Throwable cause = e.getCause();
        Throwable told = cause instanceof SQLException sql
                ? new DatabaseException(what + ": " + SqlErrors.explained(SqlErrors.root(sql)), sql)
                : cause;
        return context.failure(told, events.get(e.index()), timestamps.applyAsLong(e.index()));
    }

    /** Writes one by one, and takes it back, to find the event that fails; null where none does by itself. */
    private Plan.EventException locate(List<E> events) {
        try {
            writing.write(session.connection(), events, true);
            return null;
        } catch (Plan.EventException e) {
            return e;
        } catch (Exception e) {
            return null;
        } finally {
            session.giveUp();
        }
    }

    static long none(int index) {
        return EventTime.NONE;
    }

    @Override
    public void close() {
        session.close();
    }
}
