package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Workload;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** An application that reads the topic once. */
final class StreamsRun implements AutoCloseable {

    /** More often than the second that is usual, so that the end need not be waited for. */
    private static final long EMIT_INTERVAL_MILLIS = 10;

    /** The longest that brokers accept: after a pause of the machine, partitions stay where their windows are. */
    private static final int SESSION_TIMEOUT_MILLIS = 1_800_000;

    private static final long MARK_INTERVAL_MILLIS = 5;
    private static final long LOOK_INTERVAL_MILLIS = 1_000;

    private final TradeTopic topic;
    private final int number;
    private final long endMillis;
    private final Progress progress;
    private final KafkaStreams streams;

    StreamsRun(Broker broker, TradeTopic topic, Workload workload, int number) {
        this.topic = topic;
        this.number = number;
        endMillis = TradeTopologies.endMillis(workload);
        progress = new Progress(topic);
        Topology topology =
                TradeTopologies.of(workload, new TradeTimes(topic, number, progress), progress, EMIT_INTERVAL_MILLIS);
        streams = new KafkaStreams(topology, config(broker));
        streams.setUncaughtExceptionHandler(failure -> {
            progress.failed(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    }

    private Properties config(Broker broker) {
        Properties config = new Properties();
        config.put("application.id", "run-" + number);
        config.put("bootstrap.servers", broker.address());
        config.put("state.dir", broker.stateFolder().toString());
        config.put("num.stream.threads", topic.partitions());
        config.put("processing.guarantee", StreamsConfig.AT_LEAST_ONCE);
        config.put("auto.offset.reset", "earliest");
        config.put("session.timeout.ms", SESSION_TIMEOUT_MILLIS);
        config.put("max.poll.interval.ms", Integer.MAX_VALUE);
        config.put("enable.metrics.push", false);
        config.put("max.poll.records", 10_000);
        config.put("buffered.records.per.partition", 20_000);
        config.put("max.partition.fetch.bytes", 4 << 20);
        config.put("receive.buffer.bytes", 1 << 20);
        config.put("check.crcs", false);
        config.put(StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, EMIT_INTERVAL_MILLIS);
        return config;
    }

    /** Starts, and returns when all results are there. */
    void await() throws ExecutionException, InterruptedException {
        streams.start();
        while (!progress.awaitRead(LOOK_INTERVAL_MILLIS)) {
            // A failure ends this.
        }
        long aheadMillis = endMillis;
        do {
            topic.end(number, aheadMillis);
            aheadMillis++;
        } while (!progress.awaitEnded(MARK_INTERVAL_MILLIS));
        progress.report();
    }

    @Override
    public void close() {
        streams.close();
    }
}
