package io.millrace.kafka;

import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.function.ToLongFn;
import io.millrace.operator.TaskContext;
import java.io.Serializable;
import java.util.List;

/** What was said of a sink, null where nothing was; changes in a copy, before that is used. */
final class SinkSettings<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private static final long MOST = 256L << 20;

    ClientSettings clients;
    final String topic;
    final Format<T> values;
    Fn<? super T, ?> key;
    Format<?> keys;
    Fn<? super T, String> topicOf;
    Fn<? super T, List<KafkaHeader>> headers;
    ToLongFn<? super T> partition;
    ToLongFn<? super T> time;
    PredicateFn<? super T> tombstone;

    /** The transactional id, and the group that has the marker. */
    String id;

    /** Bytes that a task keeps between two snapshots. */
    long mostBytes = MOST;

    SinkSettings(ClientSettings clients, String topic, Format<T> values) {
        this.clients = clients;
        this.topic = topic;
        this.values = values;
    }

    SinkSettings(SinkSettings<T> from) {
        this(from.clients, from.topic, from.values);
        key = from.key;
        keys = from.keys;
        topicOf = from.topicOf;
        headers = from.headers;
        partition = from.partition;
        time = from.time;
        tombstone = from.tombstone;
        id = from.id;
        mostBytes = from.mostBytes;
    }

    /** That of the job's sink of that name, unless another one was said. */
    String idIn(TaskContext context) {
        return id == null ? "millrace-" + context.job() + "-" + context.operator() : id;
    }
}
