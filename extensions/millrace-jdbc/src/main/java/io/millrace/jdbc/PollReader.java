package io.millrace.jdbc;

import io.millrace.operator.Batch;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads pages. */
final class PollReader<T> implements SourceReader<T> {

    private final PollQuery<T> query;
    private final PollSource.Options options;
    private final SourceContext context;
    private final Session session;
    private final Outage outage;

    private List<PollQuery.Row<T>> page = List.of();
    private int next;
    private boolean isLast;

    /** Behind what has been fetched; null at the beginning. */
    private List<Object> place;

    /** Whether there is a time before which nothing is asked for, and when that is. */
    private boolean isWaiting;

    private long notBefore;

    private PollReader(
            PollQuery<T> query, PollSource.Options options, SourceContext context, Session session, Outage outage) {
        this.query = query;
        this.options = options;
        this.context = context;
        this.session = session;
        this.outage = outage;
    }

    static <T> PollReader<T> open(Rows<T> rows, PollSource.Options options, SourceContext context) throws Exception {
        String what = "source '" + context.operator() + "', which reads table " + rows.name();
        Outage outage = new Outage(context, what, options.patience());
        Session session = new Session(rows.database(), outage);
        boolean isOpen = false;
        try {
            PollQuery<T> query = session.once(connection -> {
                PollQuery<T> made = new PollQuery<>(rows, options, connection);
                if (context.startPosition() == null) {
                    made.checkNoNulls(connection, null);
                }
                return made;
            });
            PollReader<T> reader = new PollReader<>(query, options, context, session, outage);
            reader.place = reader.placeOf(context.startPosition());
            isOpen = true;
            return reader;
        } catch (SQLException e) {
            throw new UnreadableSourceException(what + ": " + SqlErrors.explained(e), e);
        } catch (IllegalArgumentException e) {
            throw new UnreadableSourceException(what + ": " + e.getMessage(), e);
        } finally {
            if (!isOpen) {
                session.close();
            }
        }
    }

    private List<Object> placeOf(Object position) {
        if (position == null) {
            return null;
        }
        List<KeyColumn> keys = query.keys();
        List<Object> values = new ArrayList<>();
        if (position instanceof List<?> written && written.size() == keys.size()) {
            for (int i = 0; i < keys.size(); i++) {
                values.add(written.get(i) instanceof String text ? keys.get(i).read(text) : null);
            }
        }
        if (values.isEmpty() || values.contains(null)) {
            throw new UnfitSnapshotException(
                    "source '" + context.operator() + "' cannot go on at " + position + ": it reads in the order of "
                            + options.order()
                            + " now, whose values are of other types; read in the order that it was, or give the"
                            + " source another name to begin anew",
                    null);
        }
        return values;
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws Exception {
        if (next == page.size()) {
            if (isLast && options.every() == null) {
                return Fetch.END;
            }
            if (isTooEarly() || !turn()) {
                return Fetch.WAIT;
            }
        }
        while (next < page.size() && !batch.isFull()) {
            PollQuery.Row<T> row = page.get(next++);
            if (row.error() == null) {
                batch.add(row.event());
            } else {
                context.reject(row.text(), row.error());
            }
            place = row.key();
        }
        return Fetch.MORE;
    }

    private boolean isTooEarly() {
        if (isWaiting && context.clock().nanos() - notBefore < 0) {
            context.wakeAtNanos(notBefore);
            return true;
        }
        isWaiting = false;
        return false;
    }

    /** Reads the next page; false when it has to wait for that. */
    private boolean turn() throws Exception {
        List<PollQuery.Row<T>> found;
        try {
            found = session.once(connection -> query.page(connection, place));
            outage.over();
        } catch (SQLException e) {
            waitFor(outage.failed(e));
            return false;
        }
        isLast = found.size() <= options.page();
        page = isLast ? found : found.subList(0, options.page());
        next = 0;
        if (isLast && options.every() != null) {
            waitFor(options.every());
            return !page.isEmpty();
        }
        return true;
    }

    private void waitFor(Duration time) {
        isWaiting = true;
        notBefore = context.clock().nanos() + time.toNanos();
        context.wakeAtNanos(notBefore);
    }

    @Override
    public Object position() {
        if (place == null) {
            return null;
        }
        List<Object> written = new ArrayList<>();
        for (int i = 0; i < place.size(); i++) {
            written.add(query.keys().get(i).written(place.get(i)));
        }
        return written;
    }

    @Override
    public void close() {
        session.close();
    }
}
