package io.millrace.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** Appends the events of one task, of which some are on their way at a time. */
final class RedisWriter<T> implements SinkWriter<T> {

    private static final int MOST_UNDER_WAY = 2_000;

    private final RedisSink<T> sink;
    private final SinkContext context;
    private final Failures failures;
    private final Connections connections;
    private final RedisAsyncCommands<String, String> commands;
    private final Deque<Appended> underWay = new ArrayDeque<>();
    private final Counter there;

    /** @param id null where Redis makes it */
    private record Appended(RedisFuture<String> answer, String id) {}

    RedisWriter(RedisSink<T> sink, SinkContext context, Failures failures) {
        this.sink = sink;
        this.context = context;
        this.failures = failures;
        there = context.metrics().counter("already there");
        connections = Connections.breaking(
                sink.uri, context.job() + "/" + context.operator() + "/" + context.subtask(), failures);
        try {
            commands = connections.connect().async();
            String unused = failures.answer(commands.type(sink.stream));
        } catch (Throwable e) {
            connections.close();
            throw e instanceof RuntimeException known ? known : failures.of(e);
        }
    }

    @Override
    public void write(Batch<T> batch) throws Exception {
        for (int row = 0, size = batch.size(); row < size; row++) {
            if (underWay.size() >= MOST_UNDER_WAY) {
                settle(underWay.remove());
            }
            append(batch.value(row), batch.timestamp(row));
        }
    }

    private void append(T event, long timestamp) {
        Map<String, String> fields;
        String id = null;
        try {
            fields = Objects.requireNonNull(sink.fields.apply(event), "the function of fields returned null");
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("an entry has at least one field, and there is none");
            }
            if (sink.ids != null) {
                id = Objects.requireNonNull(sink.ids.apply(event), "the function of ids returned null");
            }
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
        XAddArgs args = new XAddArgs();
        if (id != null) {
            args.id(id);
        }
        if (sink.maxLength > 0) {
            args.maxlen(sink.maxLength).approximateTrimming();
        }
        underWay.add(new Appended(commands.xadd(sink.stream, args, fields), id));
    }

    private void settle(Appended entry) throws Exception {
        if (entry.id == null) {
            String unused = failures.answer(entry.answer);
            return;
        }
        try {
            String unused = failures.outcome(entry.answer);
        } catch (ExecutionException e) {
            if (!String.valueOf(e.getCause().getMessage()).contains("equal or smaller")) {
                throw failures.of(e);
            }
            if (failures.answer(commands.xrange(sink.stream, Range.create(entry.id, entry.id)))
                            .isEmpty()
                    && !isTrimmed(entry.id)) {
                throw failures.of("an event has the id " + entry.id + ", which is lower than the last one of stream '"
                        + sink.stream
                        + "', and is not there: ids have to ascend in the order in which events are written");
            }
            there.increment();
        }
    }

    /** Nothing is left up to there: whether it was there can be seen no more. */
    private boolean isTrimmed(String id) throws InterruptedException {
        return sink.maxLength > 0
                && failures.answer(commands.xrange(sink.stream, Range.create("-", id), Limit.from(1)))
                        .isEmpty();
    }

    /** All is in the stream before the snapshot can be complete. */
    @Override
    public void flush() throws Exception {
        while (!underWay.isEmpty()) {
            settle(underWay.remove());
        }
    }

    @Override
    public void finish() throws Exception {
        flush();
    }

    @Override
    public void close() {
        connections.close();
    }
}
