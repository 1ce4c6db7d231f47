package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Priced;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.function.ToLongBiFunction;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;

/** The workloads over trades. */
final class TradeTopologies {

    private static final Duration GRACE = Duration.ofMillis(TradeLog.MAX_DISORDER_MILLIS);

    /** How far time may have gone on when results are looked for. */
    private static final Duration EMIT_LAG = Duration.ofMinutes(1);

    private static final String STORE = "counts";

    private final StreamsBuilder builder = new StreamsBuilder();
    private final Progress progress;
    private final KStream<String, Trade> trades;

    private TradeTopologies(TimestampExtractor times, Progress progress) {
        this.progress = progress;
        trades = builder.stream(
                TradeTopic.NAME,
                Consumed.with(Serdes.String(), new TradeSerde()).withTimestampExtractor(times));
    }

    /** Whether records must be in partitions by user. */
    static boolean isKeyed(Workload workload) {
        return workload != Workload.STATELESS && workload != Workload.CHAIN;
    }

    /** How long after the last trade all windows are complete. */
    static long endMillis(Workload workload) {
        Duration size = switch (workload) {
            case TUMBLING -> TradeWork.TUMBLING;
            case TUMBLING_1M -> TradeWork.LONG_TUMBLING;
            case SLIDING -> TradeWork.SLIDING;
            case SESSION -> TradeWork.GAP;
            default -> Duration.ZERO;
        };
        return size.plus(GRACE).toMillis() + 2;
    }

    static Topology of(Workload workload, TimestampExtractor times, Progress progress, long emitIntervalMillis) {
        TradeTopologies topologies = new TradeTopologies(times, progress);
        topologies.work(workload);
        topologies
                .trades
                .filter((user, trade) -> EndMark.is(trade))
                .process(() -> new EndProcessor(progress, isKeyed(workload) ? emitIntervalMillis : 0));
        return topologies.builder.build();
    }

    private void work(Workload workload) {
        switch (workload) {
            case STATELESS ->
                tally(
                        trades.filter((user, trade) -> TradeWork.keeps(trade)).mapValues(TradeWork::priced),
                        (String user, Priced priced) -> priced.cents());
            case CHAIN -> chain();
            case TUMBLING -> count(TimeWindows.ofSizeAndGrace(TradeWork.TUMBLING, GRACE));
            case TUMBLING_1M -> count(TimeWindows.ofSizeAndGrace(TradeWork.LONG_TUMBLING, GRACE));
            case SLIDING ->
                count(TimeWindows.ofSizeAndGrace(TradeWork.SLIDING, GRACE).advanceBy(TradeWork.SLIDE));
            case SESSION -> count(SessionWindows.ofInactivityGapAndGrace(TradeWork.GAP, GRACE));
            default -> throw new IllegalArgumentException("no topology has been written for " + workload);
        }
    }

    private void chain() {
        KStream<String, Trade> stream = trades;
        for (int i = 0; i < TradeWork.STEPS; i++) {
            int step = i;
            stream = stream.mapValues(trade -> TradeWork.step(trade, step));
        }
        tally(stream, (String user, Trade trade) -> (long) trade.amount());
    }

    private void count(TimeWindows windows) {
        KTable<Windowed<String>, Long> counts = byUser().windowedBy(windows)
                .emitStrategy(EmitStrategy.onWindowClose())
                .count(local(
                        Materialized.<String, Long, WindowStore<Bytes, byte[]>>as(STORE)
                                .withStoreType(BuiltInDslStoreSuppliers.IN_MEMORY),
                        Duration.ofMillis(windows.size())));
        tallyCounts(counts);
    }

    /** On disk: a session is looked for among all that ended within a gap in memory, which is many times slower. */
    private void count(SessionWindows windows) {
        KTable<Windowed<String>, Long> counts = byUser().windowedBy(windows)
                .emitStrategy(EmitStrategy.onWindowClose())
                .count(local(
                        Materialized.<String, Long, SessionStore<Bytes, byte[]>>as(STORE)
                                .withStoreType(BuiltInDslStoreSuppliers.ROCKS_DB),
                        Duration.ofMillis(windows.inactivityGap())));
        tallyCounts(counts);
    }

    private KGroupedStream<String, Trade> byUser() {
        return trades.groupByKey(Grouped.with(Serdes.String(), new TradeSerde()));
    }

    /** The store forgets what is too old when the mark at the end comes, before the windows are looked at. */
    private static <S extends StateStore> Materialized<String, Long, S> local(
            Materialized<String, Long, S> counts, Duration size) {
        return counts.withKeySerde(Serdes.String())
                .withValueSerde(Serdes.Long())
                .withRetention(size.multipliedBy(2).plus(EMIT_LAG))
                .withLoggingDisabled()
                .withCachingDisabled();
    }

    private void tallyCounts(KTable<Windowed<String>, Long> counts) {
        tally(
                counts.toStream(),
                (Windowed<String> window, Long count) ->
                        Checksum.of(window.key(), window.window().start(), count));
    }

    private <K, V> void tally(KStream<K, V> results, ToLongBiFunction<? super K, ? super V> checksumFn) {
        results.process(() -> {
            TallyProcessor<K, V> tally = new TallyProcessor<>(checksumFn);
            progress.add(tally);
            return tally;
        });
    }
}
